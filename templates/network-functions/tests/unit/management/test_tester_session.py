"""With which credentials the suites call a deployed management API."""

from typing import Any

import boto3
import pytest
from moto import mock_aws

from environments import ENVIRONMENTS
from tests.support import tester
from tests.unit.management.deployed_api import ENDPOINT

ROLE = "arn:aws:iam::111111111111:role/orders-dev-service-TesterRole"
OUTPUTS = {"Endpoint": ENDPOINT, "TesterRole": ROLE}


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The environments whose reading role was asked for."""
    asked: list[str] = []

    def lookup_session(environment: Any) -> boto3.Session:
        asked.append(environment.name)
        return boto3.Session(region_name="eu-central-1")

    monkeypatch.setattr(tester, "lookup_session", lookup_session)
    return asked


@mock_aws
def test_in_the_pipeline_it_is_the_role_of_the_stack(looked_up: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODEBUILD_BUILD_ID", "build:1")
    monkeypatch.setenv("ENVIRONMENT", ENVIRONMENTS[0].name)
    session = tester.tester_session(OUTPUTS)
    caller = session.client("sts").get_caller_identity()["Arn"]
    assert "assumed-role/orders-dev-service-TesterRole/tests" in caller
    assert (looked_up, session.region_name) == ([ENVIRONMENTS[0].name], "eu-central-1")


@pytest.mark.parametrize("outputs", [OUTPUTS, {"Endpoint": ENDPOINT}], ids=["an environment", "a sandbox"])
def test_on_a_laptop_they_are_those_of_the_developer(
    looked_up: list[str], monkeypatch: pytest.MonkeyPatch, outputs: dict[str, str]
) -> None:
    monkeypatch.delenv("CODEBUILD_BUILD_ID", raising=False)
    assert tester.tester_session(outputs).region_name == "eu-central-1"
    assert looked_up == []


def test_the_output_that_tests_read_is_the_one_that_the_stack_has() -> None:
    code = (tester.PROJECT / "workload" / "service" / "tester.py").read_text("utf-8")
    assert f'OUTPUT = "{tester.ROLE}"' in code
