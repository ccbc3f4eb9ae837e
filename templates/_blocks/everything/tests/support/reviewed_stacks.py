"""Two stacks of an environment that somebody approves, as a review of a release sees them: in memory."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError, WaiterError

from environments import ENVIRONMENTS
from pipeline.actions import review
from pipeline.review import preview
from tests.support.change_sets import TABLE, ChangeSets, change
from tests.support.judged_calls import fake_client
from workload import deploy
from workload.environment import Environment
from workload.names import Part, stack_name
from workload.planned import Planned

PROD = next(each for each in ENVIRONMENTS if each.approval)
IMAGE = f"012345678901.dkr.ecr.eu-west-1.amazonaws.com/orders@sha256:{'5' * 64}"
OLD = {"Resources": {"Orders": {"Type": TABLE, "Properties": {"BillingMode": "PROVISIONED"}}, "Old": {"Type": TABLE}}}
NEW = {"Resources": {"Orders": {"Type": TABLE, "Properties": {}}, "New": {"Type": TABLE}}}


class ReviewedStacks(ChangeSets):
    """Two stacks that can be deployed to. statuses: of the stacks, one after the other.

    refusals, failures: by stack, why CloudFormation takes no change set, and why it ends as failed.
    """

    def __init__(self, *pages: list[dict[str, Any]]) -> None:
        super().__init__(*pages)
        self.statuses: Iterator[str] = iter(())
        self.made: list[dict[str, Any]] = []
        self.refusals: dict[str, str] = {}
        self.failures: dict[str, str] = {}
        self.empty: set[str] = set()

    def describe_stacks(self, *, StackName: str) -> Any:
        status = next(self.statuses, "UPDATE_COMPLETE")
        if status == "missing":
            raise ClientError({"Error": {"Code": "ValidationError", "Message": "does not exist"}}, "DescribeStacks")
        parameters = [{"ParameterKey": name, "ParameterValue": "old"} for name in ("Image", "Kept", "Gone")]
        return {"Stacks": [{"StackStatus": status, "Parameters": parameters}]}

    def create_change_set(self, **given: Any) -> None:
        if reason := self.refusals.get(given["StackName"]):
            raise ClientError({"Error": {"Code": "ValidationError", "Message": reason}}, "CreateChangeSet")
        self.made.append(given)
        said = "didn't contain changes" if given["StackName"] in self.empty else ""
        self.status = {"StatusReason": self.failures.get(given["StackName"], said)}

    def get_waiter(self, _name: str) -> "ReviewedStacks":
        return self

    def wait(self, *, StackName: str, **_of: Any) -> None:
        if StackName in self.empty | self.failures.keys():
            raise WaiterError("change_set_create_complete", "FAILED", {})

    def get_template(self, **_of: str) -> dict[str, Any]:
        return {"TemplateBody": OLD}


@pytest.fixture(name="cloudformation")
def reviewed_stacks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ReviewedStacks:
    """The stacks, with a release that was built; in a folder of its own."""
    fake = ReviewedStacks([change("Orders", BeforeContext='{"Properties": {"BillingMode": "PROVISIONED"}}')])
    there = SimpleNamespace(endpoint_url="https://s3.eu-west-1.amazonaws.com")
    s3 = fake_client("s3", put_object=lambda **_given: None, meta=there)
    session = SimpleNamespace(client=lambda name: fake if name == "cloudformation" else s3)
    monkeypatch.setattr(review, "review_session", lambda _environment: session)
    monkeypatch.setattr(review, "require_accounts", lambda _name: None)
    monkeypatch.setattr(preview.session, "account", lambda _environment: "111111111111")
    monkeypatch.setattr(deploy, "planned", planned)
    monkeypatch.setattr(deploy, "fingerprint", lambda _environment, part: f"{part} as made")
    monkeypatch.setattr(preview.time, "sleep", lambda _seconds: None)
    monkeypatch.setenv("EXECUTION", "one")
    monkeypatch.chdir(tmp_path)
    return fake


def planned(environment: Environment, part: Part, _reviewer: object, unknown: str = "") -> Planned:
    """What the release would make of a stack."""
    return Planned(
        stack=stack_name(environment, part),
        template=json.dumps(NEW),
        parameters={"Image": IMAGE},
        tags={},
        unknown=unknown,
    )
