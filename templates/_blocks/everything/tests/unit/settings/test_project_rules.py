"""A value of `project.py` that AWS would refuse in the middle of a deployment is refused when it is read."""

from typing import Any

import pytest

from project import ALERTS_EMAIL, APPROVERS, NAME
from settings.configuration import ConfigurationError
from settings.pipeline import Provider, Source
from settings.project_rules import require_names

CONNECTION = "arn:aws:codeconnections:eu-west-1:012345678901:connection/12345678-1234-1234-1234-123456789012"


@pytest.mark.parametrize(
    ("provider", "repository"),
    [
        (Provider.GITHUB, "acme/orders.api"),
        (Provider.BITBUCKET, "Acme_Inc/orders"),
        (Provider.GITLAB, "shop/backend/orders"),
        (Provider.AZURE_DEVOPS, "acme/Web.Shop_1/orders"),
        (Provider.CODECOMMIT, "My.Repo_1-x"),
        (Provider.S3, "a/b-1.0/c.zip"),
    ],
)
def test_a_repository_of_each_provider_is_taken(provider: Provider, repository: str) -> None:
    source = Source(provider=provider, repository=repository, branch="release/2.x", connection_arn=CONNECTION)
    assert source.repository == repository


@pytest.mark.parametrize(
    ("provider", "repository"),
    [
        (Provider.GITHUB, "orders"),
        (Provider.GITHUB, "https://github.com/acme/orders"),
        (Provider.GITHUB, "acme/orders.git"),
        (Provider.BITBUCKET, "a/b/c"),
        (Provider.GITLAB, "a/../b"),
        (Provider.AZURE_DEVOPS, "acme/orders"),
        (Provider.AZURE_DEVOPS, "acme/_git/orders"),
        (Provider.AZURE_DEVOPS, "acme/shop/_git/orders"),
        (Provider.AZURE_DEVOPS, "acme/web shop/orders"),
        (Provider.CODECOMMIT, "acme/orders"),
        (Provider.S3, "orders.tar"),
        (Provider.S3, "/orders.zip"),
        (Provider.S3, "orders.zip\n"),
    ],
)
def test_a_repository_that_its_provider_does_not_have_is_refused(provider: Provider, repository: str) -> None:
    with pytest.raises(ConfigurationError, match=r'for example repository="') as refused:
        Source(provider=provider, repository=repository)
    assert str(refused.value).startswith(f'repository="{repository}": ')


@pytest.mark.parametrize("branch", ["", "a..b", "a b", "release/*", "/a", "a/", "a.lock", "refs heads", "main\n"])
def test_a_branch_that_git_does_not_have_is_refused(branch: str) -> None:
    with pytest.raises(ConfigurationError, match='for example branch="main"'):
        Source(provider=Provider.GITHUB, repository="acme/orders", branch=branch)


def test_a_zip_has_no_branch() -> None:
    assert Source(provider=Provider.S3, repository="orders.zip", branch="").branch == ""


@pytest.mark.parametrize(
    "arn", ["orders", CONNECTION[:-1], CONNECTION.replace("connection/", "host/"), f"{CONNECTION} "]
)
def test_what_is_no_connection_is_refused(arn: str) -> None:
    with pytest.raises(ConfigurationError, match="the ARN of a connection, or empty, for example connection_arn="):
        Source(provider=Provider.GITHUB, repository="acme/orders", connection_arn=arn)


@pytest.mark.parametrize("account", ["orders", "01234567890", 12345678901])
def test_what_is_no_account_shares_no_connection(account: Any) -> None:
    with pytest.raises(ConfigurationError, match='connection_account="012345678901"'):
        Source(provider=Provider.GITHUB, repository="acme/orders", connection_account=account)


@pytest.mark.parametrize(
    "uploaders", ["BuildServer", ("BuildServer",), ("arn:aws:iam::012345678901:group/All",), ("*",)]
)
def test_what_can_be_no_principal_uploads_nothing(uploaders: Any) -> None:
    with pytest.raises(ConfigurationError, match="ARNs of IAM roles or users, or account ids, for example"):
        Source(provider=Provider.S3, repository="orders.zip", uploaders=uploaders)


def test_a_role_or_a_whole_account_may_upload() -> None:
    named = ("arn:aws:iam::012345678901:role/ci/BuildServer", "012345678901")
    assert Source(provider=Provider.S3, repository="orders.zip", uploaders=named).uploaders == named


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": "Orders API"}, r'project\.py: NAME = "Orders API": 3 to 30 .*, for example NAME = "orders"'),
        ({"name": "aws-orders"}, r'NAME = "aws-orders": .* AWS keeps for itself'),
        ({"approvers": "Admin"}, r"project\.py: APPROVERS = 'Admin': names of IAM roles, .*for example APPROVERS = "),
        ({"approvers": ("arn:aws:iam::012345678901:role/Admin",)}, "names of IAM roles, not ARNs"),
        (
            {"approvers": ("Admin", "AWSReservedSSO_Release_0123456789abcdef")},
            "IAM attaches no policy to AWSReservedSSO_Release_0123456789abcdef, .* name the policy "
            '"orders-approvers" in the permission set of IAM Identity Center, for example APPROVERS = ',
        ),
        ({"approvers": ("AWSServiceRoleForECS",)}, "IAM attaches no policy to AWSServiceRoleForECS, which AWS manages"),
        ({"alerts_email": "nobody"}, r'ALERTS_EMAIL = "nobody": one e-mail address, or empty, for example'),
    ],
)
def test_names_that_aws_would_refuse_are_refused(values: dict[str, Any], sentence: str) -> None:
    given: dict[str, Any] = {"name": "orders", "approvers": ("Admin",), "alerts_email": ""}
    require_names(**given)
    with pytest.raises(ConfigurationError, match=sentence):
        require_names(**{**given, **values})


def test_the_names_of_this_project_are_right() -> None:
    require_names(name=NAME, approvers=APPROVERS, alerts_email=ALERTS_EMAIL)
