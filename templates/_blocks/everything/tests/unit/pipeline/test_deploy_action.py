"""The deploy action deploys, writes outputs.json, and explains a failure with the events of the stack."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from environments import ENVIRONMENTS
from monitoring.change_sets import changes
from pipeline.actions import deploy
from pipeline.review.approval import PartReview, Review, of_change_set
from project import NAME
from tests.support.change_sets import ChangeSets, change
from tests.support.judged_calls import AwsFake
from workload import deploy as workload_deploy
from workload.names import Part

FIRST = ENVIRONMENTS[0].name
SERVICE, DATA = f"{NAME}-{FIRST}-service", f"{NAME}-{FIRST}-data"
OUTPUTS = {
    "Endpoint": "https://api.example.com",
    "HealthAlarms": "a,b",
    "Dashboard": "https://dashboard",
    "DeployedVersion": "7",
}


class CloudFormation(AwsFake, services=("cloudformation",)):
    """Stacks by name, each with outputs, status and events (newest first)."""

    def __init__(self) -> None:
        self.outputs: dict[str, dict[str, str]] = {}
        self.status: dict[str, str] = {}
        self.events: list[dict[str, str]] = [event("old", "UPDATE_FAILED", "of the time before")]

    def describe_stacks(self, *, StackName: str) -> Any:
        if StackName not in self.outputs:
            message = f"Stack with id {StackName} does not exist"
            raise ClientError({"Error": {"Code": "ValidationError", "Message": message}}, "DescribeStacks")
        outputs = [{"OutputKey": key, "OutputValue": value} for key, value in self.outputs[StackName].items()]
        return {"Stacks": [{"StackStatus": self.status.get(StackName, "UPDATE_COMPLETE"), "Outputs": outputs}]}

    def describe_stack_events(self, **_of: str) -> Any:
        return {"StackEvents": self.events}

    def get_paginator(self, _operation: str) -> "CloudFormation":
        return self

    def paginate(self, **_of: str) -> Any:
        return [{"StackEvents": self.events}]


def event(name: str, status: str, reason: str) -> dict[str, str]:
    return {"EventId": name, "LogicalResourceId": name, "ResourceStatus": status, "ResourceStatusReason": reason}


class Traffic:
    """Stands for the synthetic traffic and remembers where it went."""

    def __init__(self) -> None:
        self.endpoints: list[str] = []
        self.minutes = 0
        self.running = False

    def __call__(self, endpoint: str, *, path: str, at_most_minutes: int) -> "Traffic":
        self.endpoints.append(f"{endpoint}{path}")
        self.minutes = at_most_minutes
        return self

    def __enter__(self) -> None:
        self.running = True

    def __exit__(self, *_error: object) -> None:
        self.running = False


@pytest.fixture
def cloudformation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CloudFormation:
    fake = CloudFormation()
    fake.outputs = {DATA: {"TableName": "orders"}, SERVICE: OUTPUTS}
    session = type("Session", (), {"client": lambda _self, _name: fake})()
    monkeypatch.setattr(deploy, "deploy_session", lambda _environment: session)
    monkeypatch.setattr(deploy, "require_accounts", lambda _name: None)
    monkeypatch.setattr(workload_deploy, "deploy", lambda _environment, _part, _examine: None)
    monkeypatch.chdir(tmp_path)
    return fake


@pytest.fixture
def traffic(monkeypatch: pytest.MonkeyPatch) -> Traffic:
    fake = Traffic()
    monkeypatch.setattr(deploy, "SyntheticTraffic", fake)
    return fake


def test_the_outputs_of_both_stacks_are_written(cloudformation: CloudFormation, traffic: Traffic) -> None:
    assert deploy.main([FIRST, "service"]) == 0
    assert json.loads(Path("outputs.json").read_text()) == {"TableName": "orders", **OUTPUTS}


def test_traffic_flows_while_the_service_is_deployed(
    cloudformation: CloudFormation, traffic: Traffic, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, bool]] = []
    monkeypatch.setattr(
        workload_deploy, "deploy", lambda _environment, part, _examine: seen.append((part, traffic.running))
    )
    assert deploy.main([FIRST, "data", "service", "--outputs", "o.json"]) == 0
    assert seen == [("data", False), ("service", True)]
    assert traffic.endpoints == [f"https://api.example.com{ENVIRONMENTS[0].traffic_path}"]
    assert traffic.minutes == ENVIRONMENTS[0].time_out_minutes(), "no less than the build has"
    assert not traffic.running


def test_a_first_deployment_says_that_it_has_no_canary(
    cloudformation: CloudFormation,
    traffic: Traffic,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    del cloudformation.outputs[SERVICE]
    monkeypatch.setattr(
        workload_deploy,
        "deploy",
        lambda _environment, _part, _examine: cloudformation.outputs.update({SERVICE: OUTPUTS}),
    )
    assert deploy.main([FIRST, "service"]) == 0
    assert traffic.endpoints == []
    assert "no version to shift traffic from" in capsys.readouterr().out


def test_the_data_stack_may_come_first(cloudformation: CloudFormation, traffic: Traffic) -> None:
    del cloudformation.outputs[SERVICE]
    assert deploy.main([FIRST, "data"]) == 0
    assert json.loads(Path("outputs.json").read_text()) == {"TableName": "orders"}


def test_a_service_without_an_output_of_the_contract_fails(
    cloudformation: CloudFormation, traffic: Traffic, capsys: pytest.CaptureFixture[str]
) -> None:
    cloudformation.outputs[SERVICE] = {"Endpoint": "https://api.example.com"}
    assert deploy.main([FIRST, "service"]) == 1
    assert "has no output HealthAlarms, Dashboard, DeployedVersion" in capsys.readouterr().err
    assert not Path("outputs.json").exists()


def test_outputs_of_the_same_name_fail(
    cloudformation: CloudFormation, traffic: Traffic, capsys: pytest.CaptureFixture[str]
) -> None:
    cloudformation.outputs[DATA] = {"Endpoint": "another"}
    assert deploy.main([FIRST, "service"]) == 1
    assert f"Both stacks of {FIRST} have an output Endpoint" in capsys.readouterr().err


def fail(monkeypatch: pytest.MonkeyPatch, cloudformation: CloudFormation, status: str) -> None:
    def failing(_environment: object, _part: str, _examine: object) -> None:
        cloudformation.status[SERVICE] = status
        cloudformation.events = [
            event("Api", "UPDATE_FAILED", "Resource update cancelled"),
            event("Alias", "UPDATE_FAILED", "Rolled back by alarm orders-dev-errors"),
            event("Function", "UPDATE_COMPLETE", ""),
            *cloudformation.events,
        ]
        raise subprocess.CalledProcessError(1, ["cdk"])

    monkeypatch.setattr(workload_deploy, "deploy", failing)


def test_a_deployment_that_was_rolled_back_says_why_and_where_to_look(
    cloudformation: CloudFormation,
    traffic: Traffic,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    fail(monkeypatch, cloudformation, "UPDATE_ROLLBACK_COMPLETE")
    assert deploy.main([FIRST, "service"]) == 1
    first, last = capsys.readouterr().err.splitlines()
    assert first == "Alias: Rolled back by alarm orders-dev-errors"
    assert last.startswith(f"The deployment of {SERVICE} failed and was rolled back, its last version serves")
    assert f"the events of stack {SERVICE}" in last
    assert not traffic.running


@pytest.mark.parametrize(
    "status_and_sentence",
    [
        ("ROLLBACK_COMPLETE", "delete the stack, then deploy again"),
        ("UPDATE_ROLLBACK_FAILED", "the stack is UPDATE_ROLLBACK_FAILED"),
        ("UPDATE_IN_PROGRESS", "UPDATE_IN_PROGRESS and CloudFormation goes on with it"),
    ],
)
def test_a_stack_that_needs_help_says_so(
    cloudformation: CloudFormation,
    traffic: Traffic,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    status_and_sentence: tuple[str, str],
) -> None:
    status, sentence = status_and_sentence
    fail(monkeypatch, cloudformation, status)
    assert deploy.main([FIRST, "service"]) == 1
    assert sentence in capsys.readouterr().err


def test_a_stack_that_was_never_made_is_no_deployment_that_goes_on(
    cloudformation: CloudFormation,
    traffic: Traffic,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    fail(monkeypatch, cloudformation, "REVIEW_IN_PROGRESS")
    assert deploy.main([FIRST, "service"]) == 1
    assert "failed before there was a stack (exit code 1)" in capsys.readouterr().err


def test_an_unknown_environment_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert deploy.main(["nowhere", "service"]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize("was_read", [True, False], ids=["as approved", "another"])
def test_what_was_not_approved_is_not_deployed(
    was_read: bool,
    cloudformation: CloudFormation,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    # Given a review, of this change or of none
    change_sets = ChangeSets([change("Orders", "Remove", "AWS::Lambda::Function")])
    data = of_change_set(changes(change_sets, DATA, "release") if was_read else [], "made")
    parts: dict[Part, PartReview] = {"data": data, "service": PartReview(fingerprint="made")}
    monkeypatch.setattr(workload_deploy, "fingerprint", lambda _environment, _part: "made")
    review = Review(environment=FIRST, execution="one", parts=parts)
    monkeypatch.setattr(deploy, "approved", lambda _environment, file: review if file == Path("review.json") else None)
    # When a change set is examined
    monkeypatch.setattr(
        workload_deploy, "deploy", lambda _environment, _part, examine: examine(change_sets, DATA, "release")
    )
    code = deploy.main([FIRST, "data", "--approved", "review.json"])
    # Then only what was read goes on, and the other one is gone
    assert (code, change_sets.deleted) == ((0, []) if was_read else (1, ["release"]))
    assert ("not in what was approved" in capsys.readouterr().err) is not was_read


def test_a_deployment_is_examined_for_data_that_it_would_lose(
    cloudformation: CloudFormation, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(deploy.kept_data, "review", lambda *_, change_set, **__: asked.append(change_set) or [])
    monkeypatch.setattr(
        workload_deploy, "deploy", lambda _environment, _part, examine: examine(cloudformation, DATA, "release")
    )
    assert deploy.main([FIRST, "data"]) == 0
    assert asked == ["release"]


def test_another_template_than_the_approved_one_is_never_deployed(
    cloudformation: CloudFormation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    deployed: list[str] = []
    parts: dict[Part, PartReview] = dict.fromkeys(("data", "service"), PartReview(fingerprint="made"))
    review = Review(environment=FIRST, execution="one", parts=parts)
    monkeypatch.setattr(deploy, "approved", lambda _environment, _file: review)
    monkeypatch.setattr(workload_deploy, "fingerprint", lambda _environment, _part: "another")
    monkeypatch.setattr(workload_deploy, "deploy", lambda _environment, part, _examine: deployed.append(part))
    assert deploy.main([FIRST, "data"]) == 1
    assert "is not the one that was approved for execution one" in capsys.readouterr().err
    assert deployed == []


def test_a_probe_is_placed_once_the_service_is_deployed_and_not_before(
    cloudformation: CloudFormation, traffic: Traffic, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    monkeypatch.setattr(workload_deploy, "deploy", lambda _environment, part, _examine: done.append(part))
    monkeypatch.setattr(deploy, "keep", lambda environment, _client, outputs: done.append(outputs["Endpoint"]))
    assert deploy.main([FIRST, "data", "service"]) == 0
    assert done == ["data", "service", OUTPUTS["Endpoint"]]


@pytest.mark.parametrize("missing", [True, False], ids=["without an output", "rolled back"])
def test_a_deployment_that_failed_places_no_probe(
    cloudformation: CloudFormation, traffic: Traffic, monkeypatch: pytest.MonkeyPatch, missing: bool
) -> None:
    placed: list[object] = []
    monkeypatch.setattr(deploy, "keep", lambda *given: placed.append(given))
    if missing:
        cloudformation.outputs[SERVICE] = {"Endpoint": "https://api.example.com"}
    else:
        fail(monkeypatch, cloudformation, "UPDATE_ROLLBACK_COMPLETE")
    assert deploy.main([FIRST, "service"]) == 1
    assert placed == []
