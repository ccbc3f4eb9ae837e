"""A sandbox can be deleted; an environment cannot, not by this program."""

import json
from typing import Any

import boto3
import pytest
from moto import mock_aws

from environments import ENVIRONMENTS, SANDBOX
from pipeline.actions import destroy_sandbox
from project import NAME

TEMPLATE = json.dumps({"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}})


@pytest.fixture
def cloudformation(monkeypatch: pytest.MonkeyPatch) -> Any:
    with mock_aws():
        session = boto3.Session(region_name=SANDBOX.region)
        monkeypatch.setattr(destroy_sandbox, "deploy_session", lambda _environment: session)
        yield session.client("cloudformation")


def left(cloudformation: Any) -> set[str]:
    return {stack["StackName"] for stack in cloudformation.describe_stacks()["Stacks"]}


def test_both_stacks_of_a_sandbox_go_and_others_stay(cloudformation: Any) -> None:
    for name in ("sandbox-ada-data", "sandbox-ada-service", "sandbox-bob-data"):
        cloudformation.create_stack(StackName=f"{NAME}-{name}", TemplateBody=TEMPLATE)
    assert destroy_sandbox.main(["sandbox-ada"]) == 0
    assert left(cloudformation) == {f"{NAME}-sandbox-bob-data"}


def test_a_sandbox_that_is_gone_already_is_no_error(cloudformation: Any) -> None:
    assert destroy_sandbox.main(["sandbox-ada"]) == 0


@pytest.mark.parametrize("name", [*(environment.name for environment in ENVIRONMENTS), SANDBOX.name])
def test_an_environment_is_never_deleted(cloudformation: Any, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    cloudformation.create_stack(StackName=f"{NAME}-{name}-data", TemplateBody=TEMPLATE)
    assert destroy_sandbox.main([name]) == 1
    assert "is no sandbox" in capsys.readouterr().err
    assert left(cloudformation) == {f"{NAME}-{name}-data"}
