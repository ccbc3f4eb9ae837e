"""What `project.py` may say: the rules of the questions, for whoever edits the file later."""

import re
from collections.abc import Sequence

from settings.configuration import ConfigurationError

PART = r"[A-Za-z0-9_][A-Za-z0-9_.-]*"
# Azure DevOps allows no underscore at the beginning, so that `_git` of an address is no name.
NO_UNDERSCORE = r"[A-Za-z0-9][A-Za-z0-9_.-]*"
# By provider: the pattern of `repository`, the rule in words, an example.
REPOSITORIES = {
    "github": (rf"(?=.{{3,140}}\Z){PART}/{PART}", "owner/name as in the address of the repository", "acme/orders"),
    "bitbucket": (rf"(?=.{{3,140}}\Z){PART}/{PART}", "owner/name as in the address of the repository", "acme/orders"),
    "gitlab": (rf"(?=.{{3,200}}\Z)({PART}/)+{PART}", "group/name or group/subgroup/name", "shop/backend/orders"),
    "azure-devops": (
        rf"(?=.{{5,180}}\Z)[A-Za-z0-9][A-Za-z0-9-]*(/{NO_UNDERSCORE}){{2}}",
        "organization/project/repository without the _git of its address",
        "acme/shop/orders",
    ),
    "codecommit": (rf"(?=.{{1,100}}\Z){PART}", "the name of a CodeCommit repository", "orders"),
    "s3": (rf"(?=.{{5,200}}\Z)({PART}/)*{PART}\.zip", "the key of a zip in the source bucket", "source/orders.zip"),
}
BRANCH = r"(?=.{1,200}\Z)(?!.*(\.\.|//|/\.|\.lock(/|\Z)|[./]\Z))[A-Za-z0-9_][A-Za-z0-9_./-]*"
CONNECTION = (
    r"arn:aws[a-z-]*:(codeconnections|codestar-connections):[a-z0-9-]+:[0-9]{12}:connection/"
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)
UPLOADER = r"[0-9]{12}|arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/[A-Za-z0-9+=,.@_/-]{1,512}"
# Only AWS changes such roles: of a permission set of IAM Identity Center, and of a service.
OF_AWS = ("AWSReservedSSO_", "AWSServiceRoleFor")
NAME = r"(?=.{3,30}\Z)(?!aws|amazon|amzn|ssm|sthree|cdk)[a-z][a-z0-9]*(-[a-z0-9]+)*"
EMAIL = r"(?=.{6,254}\Z)[A-Za-z0-9_+-]+([.][A-Za-z0-9_+-]+)*@[A-Za-z0-9-]+([.][A-Za-z0-9-]+)+"


def require_repository(provider: str, repository: str) -> None:
    """Raises ConfigurationError: `provider` has no repository of such a name."""
    pattern, rule, example = REPOSITORIES[provider]
    if not re.fullmatch(pattern, repository) or ".." in repository or repository.endswith(".git"):
        raise ConfigurationError(
            f'repository="{repository}": {rule}, without ".." and not ending in .git, for example '
            f'repository="{example}"'
        )


def require_branch(branch: str) -> None:
    """Raises ConfigurationError: git has no branch of such a name, or a trigger would read it as a pattern."""
    if not re.fullmatch(BRANCH, branch):
        raise ConfigurationError(
            f'branch="{branch}": a branch that git accepts, of letters, digits, dashes, dots, underscores and single '
            'slashes, for example branch="main"'
        )


def require_connection(arn: str) -> None:
    """Raises ConfigurationError: `arn` is neither empty nor that of a connection."""
    if arn and not re.fullmatch(CONNECTION, arn):
        raise ConfigurationError(
            f'connection_arn="{arn}": the ARN of a connection, or empty, for example connection_arn='
            '"arn:aws:codeconnections:eu-west-1:012345678901:connection/12345678-1234-1234-1234-123456789012"'
        )


def require_connection_account(account: object) -> None:
    """Raises ConfigurationError: `account` is neither empty nor the id of one, as a string."""
    if account != "" and not (isinstance(account, str) and re.fullmatch("[0-9]{12}", account)):
        raise ConfigurationError(
            f"connection_account={account!r}: the account that shares the connection, 12 digits in quotes, or empty, "
            'for example connection_account="012345678901"'
        )


def require_connection_of(arn: str, *, region: str, account: str, shared_by: str) -> None:
    """Refuse a connection that the pipeline could not use, which CodePipeline would say only when it gets the source.

    arn: of a connection, or empty. region, account: of the pipeline; account is empty where nobody knows it yet.
    shared_by: the account that shares the connection through AWS RAM; empty: none.

    Raises ConfigurationError: the connection is in another region, or in an account that is none of these.
    """
    if not arn:
        return
    partition, service, its_region, its_account, resource = arn.split(":", 5)[1:]
    if its_region != region:
        example = ":".join(("arn", partition, service, region, its_account, resource))
        raise ConfigurationError(
            f'project.py: connection_arn="{arn}": a connection in {region}, the region of the pipeline, for example '
            f'connection_arn="{example}"'
        )
    if its_account != (shared_by or account or its_account):
        raise ConfigurationError(
            f'project.py: connection_arn="{arn}": a connection of account {shared_by or account}; one that another '
            f'account shares through AWS RAM needs its account too, for example connection_account="{its_account}"'
        )


def require_uploaders(uploaders: Sequence[str]) -> None:
    """Raises ConfigurationError: one of these can be no principal in the trust of a role."""
    if isinstance(uploaders, str) or not all(re.fullmatch(UPLOADER, each) for each in uploaders):
        raise ConfigurationError(
            f"uploaders={uploaders!r}: ARNs of IAM roles or users, or account ids, for example "
            'uploaders=("arn:aws:iam::012345678901:role/BuildServer",)'
        )


def require_names(*, name: str, approvers: Sequence[str], alerts_email: str) -> None:
    """Raises ConfigurationError: a name that AWS would refuse in the middle of a deployment."""
    if not re.fullmatch(NAME, name):
        raise ConfigurationError(
            f'project.py: NAME = "{name}": 3 to 30 lower-case letters, digits and single dashes, and no name that AWS '
            'keeps for itself, for example NAME = "orders"'
        )
    if isinstance(approvers, str) or not all(re.fullmatch("[A-Za-z0-9+=,.@_-]{1,64}", each) for each in approvers):
        raise ConfigurationError(
            f"project.py: APPROVERS = {approvers!r}: names of IAM roles, not ARNs, for example "
            'APPROVERS = ("ReleaseManager",)'
        )
    if reserved := [each for each in approvers if each.startswith(OF_AWS)]:
        raise ConfigurationError(
            f"project.py: APPROVERS = {approvers!r}: IAM attaches no policy to {reserved[0]}, which AWS manages; leave "
            f'it out and name the policy "{name}-approvers" in the permission set of IAM Identity Center, for example '
            'APPROVERS = ("ReleaseManager",)'
        )
    if alerts_email and not re.fullmatch(EMAIL, alerts_email):
        raise ConfigurationError(
            f'project.py: ALERTS_EMAIL = "{alerts_email}": one e-mail address, or empty, for example '
            'ALERTS_EMAIL = "team@example.com"'
        )
