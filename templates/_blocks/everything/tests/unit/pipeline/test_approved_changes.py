"""What was approved is deployed, and takes away what was read to go and nothing else."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import CredentialRetrievalError

from environments import ENVIRONMENTS
from monitoring.change_sets import Cause, Change
from pipeline.review import approval
from pipeline.review.approval import SNAPSHOTS, PartReview, Review, approved, of_change_set, of_template
from security import patience
from settings.failure import ActionFailed
from tests.support.judged_calls import AwsFake

PROD = next(each for each in ENVIRONMENTS if each.approval)
STACK, MADE = "orders-prod-data", "fingerprint"


def change(
    logical_id: str = "Orders", action: str = "Modify", type: str = "AWS::DynamoDB::Table", **more: Any
) -> Change:
    return Change(stack=STACK, logical_id=logical_id, type=type, action=action, **more)


def reviewed(*changes: Change, template: bool = False) -> Review:
    part = of_template(changes, MADE, transformed=True) if template else of_change_set(changes, MADE)
    return Review(environment=PROD.name, execution="one", parts={"data": part, "service": PartReview(fingerprint=MADE)})


def require(review: Review, *changes: Change, fingerprint: str = MADE) -> None:
    review.require_made("data", stack=STACK, fingerprint=fingerprint)
    review.require_read("data", changes, stack=STACK)


def refused(review: Review, *changes: Change, fingerprint: str = MADE) -> str:
    with pytest.raises(ActionFailed) as refusal:
        require(review, *changes, fingerprint=fingerprint)
    told = str(refusal.value)
    assert told.startswith(f"{STACK} was not changed: ") and "approved for execution one" in told
    assert "Release change" in told
    return told


def perhaps(*follows: bool) -> Change:
    causes = (Cause(property="Domain", certain=False, follows=each) for each in follows)
    return change(replacement="Conditional", causes=tuple(causes))


GONE, REPLACED, DYNAMIC = change(action="Remove"), change(replacement="True"), change(action="Dynamic")


@pytest.mark.parametrize(
    "each",
    [GONE, REPLACED, DYNAMIC, perhaps(), perhaps(True, False)],
    ids=["removed", "replaced", "not known", "perhaps replaced", "perhaps by its template"],
)
def test_what_was_read_to_go_goes_and_nothing_else_does(each: Change) -> None:
    require(reviewed(each), each)
    # A release in between took it away.
    require(reviewed(each))
    assert f"{each.action} Orders (AWS::DynamoDB::Table)" in refused(reviewed(change("Invoices")), each)
    assert "Invoices" in refused(reviewed(each), each, replace(each, logical_id="Invoices"))


def test_another_template_or_image_is_refused_whatever_it_does() -> None:
    assert "its template or image is not the one" in refused(reviewed(), fingerprint="another")


def test_what_the_template_says_is_made_so_whatever_a_release_in_between_has_done() -> None:
    # It took a queue away that is in the template, and changed a table in place.
    require(reviewed(change("Invoices", "Add")), change("Queue", "Add"), change(after={"BillingMode": "PROVISIONED"}))


def test_what_only_follows_a_resource_that_stays_is_not_counted() -> None:
    # A permission refers to an alias, and that to a function: CloudFormation calls both conditional.
    require(reviewed(), perhaps(True))


@pytest.mark.parametrize("type", sorted(SNAPSHOTS))
def test_each_release_gives_up_the_versions_of_the_one_before(type: str) -> None:
    # The release in between published a version that nobody could read.
    require(reviewed(change("Version1", "Remove", type=type)), change("Version2", "Remove", type=type))
    require(reviewed(), change("Task", replacement="True", type=type))


@pytest.mark.parametrize(
    ("made", "was_read"),
    [
        (change("OrdersRole", "Remove"), True),
        (change("Other", replacement="True"), False),
        (change("Other", "Remove"), False),
        # What SAM makes beside the resources of a template.
        (change("ServerlessDeploymentApplication", "Add", type="AWS::CodeDeploy::Application"), True),
        (change("Other"), True),
    ],
    ids=["made of it", "replaced", "removed", "new", "changed in place"],
)
def test_without_a_change_set_the_template_says_what_goes(made: Change, was_read: bool) -> None:
    review = reviewed(change("Orders"), change("New", "Add"), template=True)
    if was_read:
        require(review, made)
    else:
        refused(review, made)


def test_what_no_transform_makes_has_its_own_id() -> None:
    made = of_template([change("Orders")], MADE, transformed=False)
    assert made.gone == (f"{STACK} Orders",)


def test_a_stack_within_that_nobody_could_read_may_change() -> None:
    inner = replace(change("Inner", "Remove"), stack="orders-prod-service-Extension-1")
    require(reviewed(change("Extension", type="AWS::CloudFormation::Stack"), template=True), inner)
    refused(reviewed(change("Orders"), template=True), inner)
    refused(reviewed(change("Extension", type="AWS::CloudFormation::Stack")), inner)


class CodePipeline(AwsFake, services=("codepipeline",)):
    """A pipeline in which one stage runs."""

    def __init__(self, stage: str, **execution: str) -> None:
        self.states = [{"stageName": "Source"}, {"stageName": stage, "latestExecution": execution}]

    def get_pipeline_state(self, *, name: str) -> dict[str, Any]:
        return {"stageStates": self.states}


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a review of execution `one` left, in the stage that deploys."""
    written = tmp_path / "review.json"
    reviewed(GONE).write(written)
    monkeypatch.setenv("STAGE", PROD.title)
    return written


def runs(monkeypatch: pytest.MonkeyPatch, **execution: str) -> None:
    monkeypatch.setattr(approval.boto3, "client", lambda _: CodePipeline(PROD.title, **execution))


def test_a_release_keeps_to_the_review_of_its_own_execution(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runs(monkeypatch, pipelineExecutionId="one", type="STANDARD")
    assert approved(PROD, file) == reviewed(GONE)
    runs(monkeypatch, pipelineExecutionId="two", type="STANDARD")
    with pytest.raises(ActionFailed, match=r"approved for execution one and prod; this is execution two"):
        approved(PROD, file)


def test_a_pipeline_that_does_not_answer_is_asked_again(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failures = iter([CredentialRetrievalError(provider="container-role", error_msg="timed out")])

    def client(_name: str) -> CodePipeline:
        for failure in failures:
            raise failure
        return CodePipeline(PROD.title, pipelineExecutionId="one", type="STANDARD")

    monkeypatch.setattr(approval.boto3, "client", client)
    monkeypatch.setattr(patience, "SECONDS_BETWEEN", 0.0)
    assert approved(PROD, file) == reviewed(GONE)


def test_a_rollback_deploys_what_was_approved_in_its_time(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    runs(monkeypatch, pipelineExecutionId="one", type="ROLLBACK")
    assert approved(PROD, file) is None
    assert f"Stage {PROD.title} is rolled back" in capsys.readouterr().out


def test_a_release_without_a_review_is_refused_in_the_pipeline_and_not_elsewhere(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ActionFailed, match=f"{PROD.name} was not reviewed"):
        approved(PROD, None)
    monkeypatch.delenv("STAGE")
    assert approved(PROD, None) is None


def test_where_nobody_approves_nothing_is_kept_to(file: Path) -> None:
    assert all(approved(each, file) is None for each in ENVIRONMENTS if not each.approval)


@pytest.mark.parametrize("text", ["", "[]", "{}", json.dumps({"environment": "prod", "execution": "one", "parts": 1})])
def test_a_file_that_is_no_review_is_named(text: str, tmp_path: Path) -> None:
    written = tmp_path / "review.json"
    written.write_text(text)
    for each in (written, tmp_path / "missing.json"):
        with pytest.raises(ActionFailed, match=rf"{each.name} is not what `make review` writes"):
            approval.read(each)
