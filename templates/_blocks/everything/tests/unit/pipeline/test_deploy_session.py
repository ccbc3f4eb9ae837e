"""Sessions in the account of an environment renew their credentials and explain a refusal."""

import datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError, CredentialRetrievalError, EndpointConnectionError, NoCredentialsError

from project import QUALIFIER
from security import patience, session
from settings.delivery import Delivery
from settings.environment import DeploymentEnvironment
from settings.failure import ActionFailed
from tests.support.judged_calls import AwsFake


def environment(account: str = "333333333333", region: str = "eu-west-1") -> DeploymentEnvironment:
    return DeploymentEnvironment(name="prod", account=account, region=region, delivery=Delivery.all_at_once())


class Sts(AwsFake, services=("sts",)):
    """Gives credentials that live `minutes` long, or refuses."""

    def __init__(self) -> None:
        self.minutes = 60
        self.refusal = ""
        self.failures: list[Exception] = []
        self.roles: list[str] = []

    def assume_role(self, *, RoleArn: str, RoleSessionName: str) -> dict[str, Any]:
        if self.failures:
            raise self.failures.pop(0)
        if self.refusal:
            raise ClientError({"Error": {"Code": self.refusal, "Message": f"{RoleSessionName} may not"}}, "AssumeRole")
        self.roles.append(RoleArn)
        expiration = datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=self.minutes)
        key = f"key-{len(self.roles)}"
        return {
            "Credentials": {
                "AccessKeyId": key, "SecretAccessKey": "s", "SessionToken": "t", "Expiration": expiration
            }
        }  # fmt: skip

    def get_caller_identity(self) -> dict[str, str]:
        return {"Account": "333333333333"}


@pytest.fixture
def sts(monkeypatch: pytest.MonkeyPatch) -> Sts:
    fake = Sts()
    monkeypatch.setattr(session, "_sts", lambda _environment: fake)
    monkeypatch.setenv("CODEBUILD_BUILD_ID", "build:1")
    return fake


def key_of(made: Any) -> str:
    return str(made.get_credentials().get_frozen_credentials().access_key)


def test_each_session_has_the_bootstrap_role_of_its_purpose_in_the_region_of_the_environment(sts: Sts) -> None:
    for make, purpose in (
        (session.deploy_session, "deploy"),
        (session.publish_session, "file-publishing"),
        (session.lookup_session, "lookup"),
    ):
        made = make(environment())
        role = f"cdk-{QUALIFIER}-{purpose}-role-333333333333-eu-west-1"
        assert sts.roles[-1] == f"arn:aws:iam::333333333333:role/{role}"
        assert made.region_name == "eu-west-1"
        assert key_of(made) == f"key-{len(sts.roles)}", "clients use the role, not the credentials of the machine"


def test_an_empty_account_is_that_of_the_caller(sts: Sts) -> None:
    assert session.account(environment(account="")) == "333333333333"
    assert session.account(environment(account="012345678901")) == "012345678901"


@pytest.mark.parametrize(("region", "partition"), [("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")])
def test_the_partition_is_that_of_the_region(sts: Sts, region: str, partition: str) -> None:
    session.deploy_session(environment(region=region))
    assert sts.roles[0].startswith(f"arn:{partition}:iam::")


def test_credentials_that_are_about_to_end_are_renewed(sts: Sts) -> None:
    sts.minutes = 5
    made = session.deploy_session(environment())
    sts.minutes = 60
    assert key_of(made) == "key-2"
    assert key_of(made) == "key-2", "and the new ones are kept"


def test_a_refusal_in_the_pipeline_names_environment_role_and_command(sts: Sts) -> None:
    sts.refusal = "AccessDenied"
    with pytest.raises(ActionFailed) as refused:
        session.deploy_session(environment())
    sentence = str(refused.value)
    assert "Environment prod" in sentence
    assert f"cdk-{QUALIFIER}-deploy-role-333333333333-eu-west-1" in sentence
    assert "`make bootstrap ENVIRONMENT=prod`" in sentence


def test_a_developer_in_the_account_falls_back_on_the_own_credentials(
    sts: Sts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CODEBUILD_BUILD_ID")
    sts.refusal = "AccessDenied"
    assert key_of(session.deploy_session(environment())) == "testing"


def test_a_developer_in_another_account_is_refused(sts: Sts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CODEBUILD_BUILD_ID")
    sts.refusal = "AccessDenied"
    with pytest.raises(ActionFailed, match="make bootstrap"):
        session.deploy_session(environment(account="444444444444"))


def test_another_error_than_a_refusal_is_not_called_one(sts: Sts) -> None:
    sts.refusal = "RegionDisabledException"
    with pytest.raises(ClientError, match="RegionDisabledException"):
        session.deploy_session(environment())


NO_ANSWERS = {
    "no route to STS": EndpointConnectionError(endpoint_url="https://sts"),
    "no credentials of the build yet": CredentialRetrievalError(provider="container-role", error_msg="timed out"),
    "STS is out of order": ClientError(
        {"Error": {"Code": "InternalFailure"}, "ResponseMetadata": {"HTTPStatusCode": 503}},  # type: ignore[typeddict-item]
        "AssumeRole",
    ),
}


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "SECONDS_BETWEEN", 0.0)


@pytest.mark.usefixtures("at_once")
def test_a_client_that_gets_no_credentials_when_it_is_made_is_made_again(
    sts: Sts, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = iter([NO_ANSWERS["no credentials of the build yet"]] * 2)

    def made(_environment: object) -> Sts:
        for failure in tries:
            raise failure
        return sts

    monkeypatch.setattr(session, "_sts", made)
    assert session.account(environment(account="")) == "333333333333"
    tries = iter([NO_ANSWERS["no credentials of the build yet"]] * 2)
    assert key_of(session.deploy_session(environment())) == "key-1"


@pytest.mark.parametrize("failure", NO_ANSWERS.values(), ids=NO_ANSWERS)
@pytest.mark.usefixtures("at_once")
def test_what_is_no_answer_is_asked_again_and_said(
    sts: Sts, failure: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    sts.failures = [failure] * 3
    assert key_of(session.lookup_session(environment())) == "key-1"
    assert capsys.readouterr().out.count("AWS did not answer, asked again in 0 seconds") == 3


@pytest.mark.usefixtures("at_once")
def test_who_never_answers_is_not_asked_for_ever(sts: Sts) -> None:
    sts.failures = [NO_ANSWERS["no route to STS"]] * 1000
    with pytest.raises(EndpointConnectionError):
        session.lookup_session(environment())
    asked = 1000 - len(sts.failures)
    assert 120 <= (asked - 1) * 10.0 <= 180, "two minutes, as the bake waits for CloudWatch"


def test_without_any_credentials_nobody_waits(sts: Sts) -> None:
    sts.failures = [NoCredentialsError()] * 2
    with pytest.raises(NoCredentialsError):
        session.lookup_session(environment())
    assert len(sts.failures) == 1


def test_who_deletes_an_environment_uses_the_own_credentials_and_no_role(sts: Sts) -> None:
    assert key_of(session.own_session(environment())) == "testing"
    assert sts.roles == []


def test_own_credentials_of_another_account_are_refused(sts: Sts) -> None:
    with pytest.raises(ActionFailed, match="lives in account 444444444444, and you are signed in to 333333333333"):
        session.own_session(environment(account="444444444444"))
    assert sts.roles == []
