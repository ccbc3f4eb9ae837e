"""A bootstrap belongs to one project, trusts the roles of its pipeline only, and says what CloudFormation may do."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from pipeline.actions import bootstrap, bootstrap_trust
from pipeline.names import data_role, deploy_role, review_role, suite_role, verify_role
from project import NAME, QUALIFIER
from security import session
from settings.configuration import ConfigurationError
from settings.delivery import Delivery
from settings.environment import DeploymentEnvironment
from settings.failure import ActionFailed
from settings.pipeline import Pipeline

# The last one is ours.
ROLES = ("DeploymentActionRole", "FilePublishingRole", "ImagePublishingRole", "LookupRole", "ReviewRole")
TOOLS = "000000000001"


def environment(name: str, account: str = "", region: str = "eu-west-1") -> DeploymentEnvironment:
    return DeploymentEnvironment(name=name, account=account, region=region, delivery=Delivery.all_at_once())


def cdk_template() -> dict[str, Any]:
    roles = {name: {"Properties": {"AssumeRolePolicyDocument": {"Statement": ["all"]}}} for name in ROLES[:4]}
    return {
        "Resources": {**roles, "StagingBucket": {"Properties": {}}},
        "Parameters": {"BootstrapVariant": {"Default": "AWS CDK: Default Resources"}},
    }


class Cdk:
    """Stands for the CDK CLI: remembers its calls and the template it was given."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []
        self.template: dict[str, Any] = {}
        self.code = 0

    def run(self, command: list[str], **_options: Any) -> "subprocess.CompletedProcess[str]":
        if "--show-template" in command:
            return subprocess.CompletedProcess(command, 0, json.dumps(cdk_template()))
        self.calls.append(command)
        self.template = json.loads(Path(command[command.index("--template") + 1]).read_text(encoding="utf-8"))
        return subprocess.CompletedProcess(command, self.code)

    def trusted(self, role: str) -> Any:
        [statement] = self.template["Resources"][role]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
        return statement

    def option(self, name: str) -> str:
        return self.calls[0][self.calls[0].index(name) + 1]


ENVIRONMENTS = (environment("dev"), environment("staging"), environment("prod", account="333333333333"))


@pytest.fixture
def cdk(monkeypatch: pytest.MonkeyPatch) -> Cdk:
    fake = Cdk()
    known = {one.name: one for one in (*ENVIRONMENTS, environment("sandbox", region="eu-north-1"))}
    monkeypatch.setattr(subprocess, "run", fake.run)
    monkeypatch.setattr(bootstrap, "PIPELINE", Pipeline(region="eu-west-1"))
    monkeypatch.setattr(bootstrap, "find", known.__getitem__)
    monkeypatch.setattr(bootstrap, "require_accounts", lambda _name: None)
    monkeypatch.setattr(bootstrap, "ENVIRONMENTS", ENVIRONMENTS)
    monkeypatch.setattr(bootstrap_trust, "ENVIRONMENTS", ENVIRONMENTS)
    monkeypatch.setattr(session, "_caller_account", lambda _environment: TOOLS)
    return fake


def arns(*roles: str, account: str = TOOLS) -> list[str]:
    return [f"arn:aws:iam::{account}:role/{role}" for role in roles]


def test_the_account_of_an_environment_trusts_the_roles_of_that_environment_only(cdk: Cdk) -> None:
    assert bootstrap.main(["prod", "--trust", TOOLS]) == 0
    assert cdk.calls[0][cdk.calls[0].index("bootstrap") + 1] == "aws://333333333333/eu-west-1"
    for role in ROLES[:3]:
        statement = cdk.trusted(role)
        assert statement["Principal"] == {"AWS": f"arn:aws:iam::{TOOLS}:root"}
        assert statement["Condition"]["ArnLike"] == {"aws:PrincipalArn": arns(deploy_role("prod"), data_role("prod"))}
    readers = cdk.trusted("LookupRole")["Condition"]["ArnLike"]["aws:PrincipalArn"]
    assert arns(verify_role("prod"))[0] in readers


def test_a_role_that_only_verifies_may_not_deploy(cdk: Cdk) -> None:
    bootstrap.main(["prod", "--trust", TOOLS])
    for role in ROLES[:3]:
        assert arns(verify_role("prod"))[0] not in cdk.trusted(role)["Condition"]["ArnLike"]["aws:PrincipalArn"]


def test_a_role_that_reads_what_would_change_may_neither_deploy_nor_look_up(cdk: Cdk) -> None:
    bootstrap.main(["prod", "--trust", TOOLS])
    trusted = {role: cdk.trusted(role)["Condition"]["ArnLike"]["aws:PrincipalArn"] for role in ROLES}
    assert [name for name, roles in trusted.items() if arns(review_role("prod"))[0] in roles] == ["ReviewRole"]
    assert trusted["ReviewRole"] == arns(review_role("prod"))


def test_environments_that_share_an_account_share_its_trust(cdk: Cdk) -> None:
    assert bootstrap.main(["dev"]) == 0
    expected = arns(deploy_role("dev"), data_role("dev"), deploy_role("staging"), data_role("staging"))
    assert cdk.trusted("DeploymentActionRole")["Condition"]["ArnLike"]["aws:PrincipalArn"] == expected


def test_the_pipelines_own_place_is_the_bootstrap_of_the_environments_beside_it(cdk: Cdk) -> None:
    assert bootstrap.main(["pipeline"]) == 0
    expected = arns(deploy_role("dev"), data_role("dev"), deploy_role("staging"), data_role("staging"))
    assert cdk.trusted("DeploymentActionRole")["Condition"]["ArnLike"]["aws:PrincipalArn"] == expected


def test_suites_that_sign_in_may_read_and_those_of_others_are_not_trusted(
    cdk: Cdk, monkeypatch: pytest.MonkeyPatch
) -> None:
    dev = DeploymentEnvironment(name="dev", region="eu-west-1", delivery=Delivery.rolling(), suites=("integration",))
    monkeypatch.setattr(bootstrap_trust, "ENVIRONMENTS", (dev,))
    role = arns(suite_role("dev", "integration"))[0]

    def trusted() -> dict[str, bool]:
        assert bootstrap.main(["dev"]) == 0
        each = {name: cdk.trusted(name)["Condition"]["ArnLike"]["aws:PrincipalArn"] for name in ROLES}
        return {name: role in roles for name, roles in each.items()}

    assert not any(trusted().values())
    monkeypatch.setattr(DeploymentEnvironment, "suites_sign_in", True)
    assert [name for name, is_trusted in trusted().items() if is_trusted] == ["LookupRole"]


@pytest.mark.parametrize("suite", ["deploy", "review", "verify", "a" * 64])
def test_a_suite_whose_role_cannot_have_its_name_is_refused(suite: str) -> None:
    with pytest.raises(ConfigurationError, match=rf'"{suite}" of dev: .* at most 64 characters \(IAM\), for example'):
        suite_role("dev", suite)


def test_a_place_without_environments_trusts_nobody(cdk: Cdk) -> None:
    assert bootstrap.main(["sandbox"]) == 0
    assert {cdk.trusted(role)["Effect"] for role in ROLES} == {"Deny"}


def test_the_bootstrap_is_this_projects_own(cdk: Cdk) -> None:
    bootstrap.main(["dev"])
    assert cdk.option("--qualifier") == QUALIFIER
    assert cdk.option("--toolkit-stack-name") == f"CDKToolkit-{QUALIFIER}"
    assert cdk.template["Parameters"]["BootstrapVariant"]["Default"] == f"{NAME}: trusts the roles of its pipeline"


def test_a_policy_that_allows_everything_is_said_aloud(cdk: Cdk, capsys: pytest.CaptureFixture[str]) -> None:
    bootstrap.main(["dev"])
    assert cdk.option("--cloudformation-execution-policies") == "arn:aws:iam::aws:policy/AdministratorAccess"
    assert "That policy allows everything" in capsys.readouterr().err


def test_a_narrower_policy_is_passed_on(cdk: Cdk, capsys: pytest.CaptureFixture[str]) -> None:
    bootstrap.main(["dev", "--policy", f"arn:aws:iam::{TOOLS}:policy/orders"])
    assert cdk.option("--cloudformation-execution-policies") == f"arn:aws:iam::{TOOLS}:policy/orders"
    assert "allows everything" not in capsys.readouterr().err


def test_print_changes_nothing(cdk: Cdk, capsys: pytest.CaptureFixture[str]) -> None:
    assert bootstrap.main(["dev", "--print"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert cdk.calls == []
    assert "bootstrap" in printed["command"]
    assert set(printed["template"]["Resources"]) == {*ROLES, "StagingBucket"}


def test_an_account_of_its_own_asks_for_the_account_of_the_pipeline(
    cdk: Cdk, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bootstrap.main(["prod"]) == 1
    assert "say which account the pipeline runs in" in capsys.readouterr().err
    assert cdk.calls == []


def test_a_refusal_of_the_cdk_is_one_sentence(cdk: Cdk, capsys: pytest.CaptureFixture[str]) -> None:
    cdk.code = 1
    assert bootstrap.main(["dev"]) == 1
    assert capsys.readouterr().err.splitlines()[-1].startswith("The CDK refused to bootstrap (exit code 1)")


def test_a_template_with_other_roles_is_refused_and_not_trusted_blindly() -> None:
    template = cdk_template()
    del template["Resources"]["LookupRole"]
    with pytest.raises(ActionFailed, match="has no LookupRole"):
        bootstrap_trust.trusting(template, ["dev"], root=f"arn:aws:iam::{TOOLS}:root", variant="v")


def test_role_names_fit_into_iam_whatever_the_environment_is_called() -> None:
    longest = "e" * 20
    assert all(len(role(longest)) - len(NAME) + 30 <= 64 for role in (deploy_role, data_role, verify_role))


def test_a_sandbox_does_not_take_the_bootstrap_of_an_environment_away_from_the_pipeline(
    cdk: Cdk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap, "find", lambda name: environment(name, account="333333333333"))
    assert bootstrap.main(["sandbox", "--trust", "333333333333"]) == 1
    assert "make bootstrap ENVIRONMENT=prod" in capsys.readouterr().err
    assert cdk.calls == []
