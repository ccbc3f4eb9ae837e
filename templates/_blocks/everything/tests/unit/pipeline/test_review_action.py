"""What a release would change is read before it is approved, and nothing is left behind."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError, WaiterError

from environments import ENVIRONMENTS
from monitoring.change_sets import changes
from pipeline.actions import review
from pipeline.review import approval, preview
from tests.support.change_sets import TABLE, ChangeSets, change, deployment, replacing
from workload import deploy
from workload.environment import Environment
from workload.names import Part, stack_name
from workload.planned import Planned

PROD = next(each for each in ENVIRONMENTS if each.approval)
IMAGE = f"012345678901.dkr.ecr.eu-west-1.amazonaws.com/orders@sha256:{'5' * 64}"
OLD = {"Resources": {"Orders": {"Type": TABLE, "Properties": {"BillingMode": "PROVISIONED"}}, "Old": {"Type": TABLE}}}
NEW = {"Resources": {"Orders": {"Type": TABLE, "Properties": {}}, "New": {"Type": TABLE}}}


class CloudFormation(ChangeSets):
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

    def get_waiter(self, _name: str) -> "CloudFormation":
        return self

    def wait(self, *, StackName: str, **_of: Any) -> None:
        if StackName in self.empty | self.failures.keys():
            raise WaiterError("change_set_create_complete", "FAILED", {})

    def get_template(self, **_of: str) -> dict[str, Any]:
        return {"TemplateBody": OLD}


@pytest.fixture
def cloudformation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CloudFormation:
    fake = CloudFormation([change("Orders", BeforeContext='{"Properties": {"BillingMode": "PROVISIONED"}}')])
    s3 = SimpleNamespace(
        put_object=lambda **_given: None, meta=SimpleNamespace(endpoint_url="https://s3.eu-west-1.amazonaws.com")
    )
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
    return Planned(
        stack=stack_name(environment, part),
        template=json.dumps(NEW),
        parameters={"Image": IMAGE},
        tags={},
        unknown=unknown,
    )


def written() -> tuple[str, str, approval.Review]:
    folder = Path("reviewed")
    texts = [(folder / name).read_text("utf-8") for name in ("summary.md", "summary.txt")]
    return texts[0], texts[1], approval.read(folder / "review.json")


def test_both_stacks_are_read_and_no_change_set_is_left(cloudformation: CloudFormation) -> None:
    assert review.main([PROD.name]) == 0
    text, line, read = written()
    assert [each["StackName"] for each in cloudformation.made] == [stack_name(PROD, each) for each in review.PARTS]
    assert {each["ChangeSetName"] for each in cloudformation.made} == set(cloudformation.deleted)
    assert all(name.startswith(preview.CHANGE_SET) for name in cloudformation.deleted)
    assert (read.environment, read.execution) == (PROD.name, "one")
    assert text.count("`Orders`") == 2 and "BillingMode" in text and IMAGE in text
    assert line.startswith("2 changed. Deploys ") and line.count(IMAGE) == 1
    assert {part: each.fingerprint for part, each in read.parts.items()} == {
        part: f"{part} as made" for part in review.PARTS
    }


def test_what_goes_is_written_down_for_the_deployment(cloudformation: CloudFormation) -> None:
    goes = change("Function", "Remove", "AWS::Lambda::Function")
    cloudformation.pages[""] = [[change("Orders"), goes]]
    assert review.main([PROD.name]) == 0
    _, _, read = written()
    for part in review.PARTS:
        stack = stack_name(PROD, part)
        assert read.parts[part].gone == (f"{stack} Function",)
        read.require_made(part, stack=stack, fingerprint=f"{part} as made")
        read.require_read(part, changes(cloudformation, stack, "release"), stack=stack)


def test_parameters_that_are_not_given_keep_their_values_where_the_deployment_keeps_them(
    cloudformation: CloudFormation, monkeypatch: pytest.MonkeyPatch
) -> None:
    declared = json.dumps({**NEW, "Parameters": {name: {} for name in ("Image", "Kept", "New")}})
    for keeps in (True, False):
        cloudformation.made.clear()
        monkeypatch.setattr(
            deploy,
            "planned",
            lambda each, part, _, keeps=keeps: replace(
                planned(each, part, None), template=declared, keeps_values=keeps
            ),
        )
        assert review.main([PROD.name]) == 0
        image = {"ParameterKey": "Image", "ParameterValue": IMAGE}
        kept = [{"ParameterKey": "Kept", "UsePreviousValue": True}] if keeps else []
        assert [each["Parameters"] for each in cloudformation.made] == [[image, *kept]] * 2


def test_no_change_set_is_left_whatever_happens(
    cloudformation: CloudFormation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_of: object, **_more: object) -> None:
        raise KeyError("another")

    monkeypatch.setattr(review.kept_data, "review", fails)
    with pytest.raises(KeyError, match="another"):
        review.main([PROD.name])
    assert [each["ChangeSetName"] for each in cloudformation.made] == cloudformation.deleted != []


@pytest.mark.parametrize("reason", ["Unresolved dependencies in the Outputs block of the template", "Access denied"])
def test_a_change_set_that_ends_as_failed_is_told_and_gone(
    cloudformation: CloudFormation, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    cloudformation.failures = {stack_name(PROD, "data"): reason}
    assert review.main([PROD.name]) == 1
    assert f"makes no change set of {stack_name(PROD, 'data')}: {reason}" in capsys.readouterr().err
    assert [each["ChangeSetName"] for each in cloudformation.made] == cloudformation.deleted != []


@pytest.mark.parametrize("part", ["data", "service"])
def test_what_cloudformation_refuses_for_another_reason_is_not_asked_about(
    cloudformation: CloudFormation, part: Part, capsys: pytest.CaptureFixture[str]
) -> None:
    cloudformation.refusals = {stack_name(PROD, part): "is in UPDATE_ROLLBACK_FAILED state and can not be updated"}
    assert review.main([PROD.name]) == 1
    assert f"makes no change set of {stack_name(PROD, part)}: is in UPDATE_ROLLBACK" in capsys.readouterr().err
    assert not Path("reviewed").exists()


def test_a_deployed_template_that_nobody_can_compare_is_named(
    cloudformation: CloudFormation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cloudformation.refusals = {stack_name(PROD, "data"): "no output Queue"}
    monkeypatch.setattr(CloudFormation, "get_template", lambda _self, **_of: {"TemplateBody": "Resources: {}"})
    assert review.main([PROD.name]) == 1
    assert "that is deployed is no JSON" in capsys.readouterr().err


def test_a_change_set_is_asked_for_with_what_a_deployment_gives_and_no_role(cloudformation: CloudFormation) -> None:
    assert review.main([PROD.name]) == 0
    assert len(cloudformation.made) == 2
    given = {"StackName", "ChangeSetName", "ChangeSetType", "TemplateURL", "Parameters", "Tags", "Capabilities"}
    assert {name for each in cloudformation.made for name in each} == given | {"IncludeNestedStacks"}


def test_what_would_lose_data_is_refused_before_anybody_is_asked(
    cloudformation: CloudFormation, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = change("Orders", Replacement="True", Details=[replacing("KeySchema")])
    cloudformation.pages[""] = [[lost]]
    assert review.main([PROD.name]) == 1
    assert "it would lose data" in capsys.readouterr().err
    assert {each["ChangeSetName"] for each in cloudformation.made} == set(cloudformation.deleted)
    assert not Path("reviewed").exists()


def test_a_review_is_no_rollback_so_nothing_may_go_that_was_made_lately(
    cloudformation: CloudFormation, capsys: pytest.CaptureFixture[str]
) -> None:
    cloudformation.pages[""] = [[change("Orders", "Remove")]]
    cloudformation.pages["data"] = [[]]
    cloudformation.empty = {stack_name(PROD, "data")}
    cloudformation.events = deployment("Orders")
    assert review.main([PROD.name]) == 1
    told = capsys.readouterr().err
    assert "it would lose data" in told and "rollback" not in told


def test_nothing_that_changes_is_no_failure(cloudformation: CloudFormation) -> None:
    cloudformation.empty = {stack_name(PROD, part) for part in review.PARTS}
    assert review.main([PROD.name]) == 0
    assert written()[1].startswith("Nothing changes.")
    assert len(cloudformation.deleted) == 2


def test_a_deployment_that_is_on_its_way_is_waited_for(
    cloudformation: CloudFormation, capsys: pytest.CaptureFixture[str]
) -> None:
    cloudformation.statuses = iter(["UPDATE_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_COMPLETE"])
    assert review.main([PROD.name]) == 0
    assert capsys.readouterr().out.count("waits until that deployment is done") == 1


def test_one_that_never_ends_fails_with_what_to_do(
    cloudformation: CloudFormation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cloudformation.statuses = iter(["UPDATE_IN_PROGRESS"] * 100)
    clock = iter(range(0, 10**7, 3600))
    monkeypatch.setattr(preview.time, "monotonic", lambda: next(clock))
    assert review.main([PROD.name]) == 1
    assert "Retry the stage when that deployment has ended" in capsys.readouterr().err


@pytest.mark.parametrize("status", ["missing", "REVIEW_IN_PROGRESS"])
def test_before_the_first_deployment_all_of_the_template_is_new(cloudformation: CloudFormation, status: str) -> None:
    cloudformation.statuses = iter([status] * 2)
    assert review.main([PROD.name]) == 0
    text, line, read = written()
    assert cloudformation.made == []
    assert "does not exist yet" in text and line.startswith("4 added.")
    assert read.parts["data"].gone == ()


@pytest.mark.parametrize("by", ["CloudFormation", "the change set", "the template"])
def test_what_needs_the_data_stack_of_this_release_is_read_by_its_template(
    cloudformation: CloudFormation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], by: str
) -> None:
    service, reason = stack_name(PROD, "service"), "no output Queue in orders-prod-data"
    if by == "CloudFormation":
        cloudformation.refusals = {service: reason}
    elif by == "the change set":
        cloudformation.failures = {service: reason}
    else:
        monkeypatch.setattr(
            deploy, "planned", lambda each, part, _: planned(each, part, None, reason if part == "service" else "")
        )
    cloudformation.pages[""] = [[]]
    # The template of before has a table more, whose loss is refused here too.
    monkeypatch.setattr(review.kept_data, "require_kept", lambda *_, **__: None)
    assert review.main([PROD.name]) == 0
    text, _, read = written()
    assert f"CloudFormation can say what becomes of {service} only after the data is deployed" in text
    assert reason in capsys.readouterr().out and reason not in text
    assert read.parts["service"].gone == (f"{service} Old", f"{service} Orders")


def test_data_that_the_template_gives_up_is_refused_without_a_change_set(
    cloudformation: CloudFormation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cloudformation.refusals = {stack_name(PROD, "data"): "no output Queue"}
    assert review.main([PROD.name]) == 1
    assert f"Old ({TABLE}, stack {stack_name(PROD, 'data')}) is no longer in the template" in capsys.readouterr().err
