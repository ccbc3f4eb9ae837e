"""Who may use the bootstrap roles of an account: the roles of the pipeline's actions, by name, and nobody else.

The CDK's own template trusts the whole account of the pipeline. People who administer an account do not need the roles:
the CDK and `session.py` fall back on their own credentials.
"""

from copy import deepcopy
from typing import Any

from environments import ENVIRONMENTS
from pipeline.actions.bootstrap_review import REVIEW_ROLE, expiring, review_role_of
from pipeline.names import deploying_roles, reading_roles, review_role, suite_roles
from settings.failure import ActionFailed

DEPLOYING = ("DeploymentActionRole", "FilePublishingRole", "ImagePublishingRole")
READING = ("LookupRole",)
STAGING = "StagingBucket"


def environments_in(account: str, region: str, *, tools_account: str) -> list[str]:
    """Names of the environments in one account and region: they share its bootstrap, so it must trust all of them."""
    return [
        environment.name
        for environment in ENVIRONMENTS
        if (environment.account or tools_account, environment.region) == (account, region)
    ]


def trusting(template: dict[str, Any], environments: list[str], *, root: str, variant: str) -> dict[str, Any]:
    """A copy of the CDK's bootstrap template whose roles trust only the pipeline's roles of `environments`.

    It has one role more, for reviews.

    root: ARN of the pipeline's account, `arn:aws:iam::012345678901:root`. variant: says whose template it is; the CDK
    never replaces a bootstrap by one of another variant unless forced.
    Raises ActionFailed: the template of this CDK version has no role of that name.
    """
    patched = deepcopy(template)
    resources = patched["Resources"]
    missing = [name for name in (*DEPLOYING, *READING, STAGING) if name not in resources]
    if missing:
        raise ActionFailed(f"The CDK's bootstrap template has no {', '.join(missing)}; use the CDK of package.json.")
    prefix = root.removesuffix("root") + "role/"
    deployers = [prefix + role for name in environments for role in deploying_roles(name)]
    readers = [prefix + role for name in environments for role in reading_roles(name)]
    suites = [role for each in ENVIRONMENTS if each.name in environments for role in suite_roles(each)]
    readers += [prefix + role for role in suites]
    for roles, arns in ((DEPLOYING, deployers), (READING, deployers + readers)):
        for name in roles:
            resources[name]["Properties"]["AssumeRolePolicyDocument"] = _trust(root, arns)
    reviewers = _trust(root, [prefix + review_role(name) for name in environments])
    resources[REVIEW_ROLE] = review_role_of(environments, trust=reviewers)
    resources[STAGING] = expiring(resources[STAGING])
    patched["Parameters"]["BootstrapVariant"]["Default"] = variant
    return patched


def _trust(root: str, arns: list[str]) -> dict[str, Any]:
    statement: dict[str, Any] = {
        "Effect": "Allow",
        "Action": ["sts:AssumeRole", "sts:TagSession"],
        "Principal": {"AWS": root},
        # By condition, not as principals: IAM refuses principals that do not exist yet, and the pipeline comes later.
        "Condition": {"ArnLike": {"aws:PrincipalArn": arns}, "Null": {"sts:ExternalId": "true"}},
    }
    if not arns:  # an account with no environment of the pipeline: a developer's, or the pipeline's own
        statement = {"Effect": "Deny", "Action": "sts:AssumeRole", "Principal": {"AWS": root}}
    return {"Version": "2012-10-17", "Statement": [statement]}
