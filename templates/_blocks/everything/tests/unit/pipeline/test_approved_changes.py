"""Nothing is deployed that was not read before the approval, unless a stage is rolled back."""

import json
from pathlib import Path
from typing import Any

import pytest

from environments import ENVIRONMENTS
from monitoring.change_sets import Change
from pipeline.review import approval
from pipeline.review.approval import PartReview, Review, approved, content
from settings.failure import ActionFailed
from workload.planned import BEFORE_APPROVAL

PROD = next(each for each in ENVIRONMENTS if each.approval)
STACK = "orders-prod-data"


def change(logical_id: str = "Orders", action: str = "Modify", **more: Any) -> Change:
    return Change(
        stack=STACK, logical_id=logical_id, type="AWS::DynamoDB::Table", action=action, **{"replacement": "", **more}
    )


def reviewed(*changes: Change, touched: tuple[str, ...] | None = None) -> Review:
    part = PartReview(contents=tuple(content(each) for each in changes), touched=touched)
    return Review(environment=PROD.name, execution="one", parts={"data": part, "service": PartReview()})


def test_what_was_read_is_deployed_and_so_is_less_than_that() -> None:
    review = reviewed(change(after={"BillingMode": "PROVISIONED"}), change("Invoices", "Add"))
    review.require("data", [change(after={"BillingMode": "PROVISIONED"}), change("Invoices", "Add")])
    # A release in between did a part of it.
    review.require("data", [change(after={"BillingMode": "PROVISIONED"}, before={"BillingMode": "another"})])
    review.require("data", [])


@pytest.mark.parametrize(
    "other",
    [
        change("Invoices"),
        change(action="Remove"),
        change(replacement="True"),
        change(after={"BillingMode": "PAY_PER_REQUEST"}),
        change(policy="Delete"),
    ],
    ids=["another resource", "removed", "replaced", "another value", "deleted"],
)
def test_what_nobody_read_is_refused_with_the_way_on(other: Change) -> None:
    with pytest.raises(ActionFailed) as refused:
        reviewed(change()).require("data", [change(), other])
    told = str(refused.value)
    assert told.startswith(f"{STACK} was not changed: this was not in what was approved for execution one: ")
    assert f"{other.action} {other.logical_id} (AWS::DynamoDB::Table)" in told
    assert "Release change" in told


def test_where_code_was_read_before_the_approval_does_not_count() -> None:
    read = change(after={"TemplateURL": f"https://bucket/{BEFORE_APPROVAL}orders/1.template"})
    reviewed(read).require("data", [change(after={"TemplateURL": "https://bucket/orders/1.template"})])


@pytest.mark.parametrize(
    ("made", "was_read"),
    [
        (change("OrdersAlias", "Add"), True),
        (change("Other", "Modify"), True),
        (change("Other", "Modify", replacement="True"), False),
        (change("Other", "Add"), False),
        (change("Other", "Remove"), False),
    ],
    ids=["made of it", "follows it", "replaced", "new", "gone"],
)
def test_without_a_change_set_the_template_says_what_was_read(made: Change, was_read: bool) -> None:
    review = reviewed(touched=("Orders",))
    if was_read:
        review.require("data", [made])
    else:
        with pytest.raises(ActionFailed, match="not in what was approved"):
            review.require("data", [made])


class CodePipeline:
    """A pipeline in which one stage runs."""

    def __init__(self, stage: str, **execution: str) -> None:
        self.states = [{"stageName": "Source"}, {"stageName": stage, "latestExecution": execution}]

    def get_pipeline_state(self, *, name: str) -> dict[str, Any]:
        return {"stageStates": self.states}


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a review of execution `one` left, in the stage that deploys."""
    written = tmp_path / "review.json"
    reviewed(change()).write(written)
    monkeypatch.setenv("STAGE", PROD.title)
    return written


def runs(monkeypatch: pytest.MonkeyPatch, **execution: str) -> None:
    monkeypatch.setattr(approval.boto3, "client", lambda _: CodePipeline(PROD.title, **execution))


def test_a_release_keeps_to_the_review_of_its_own_execution(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runs(monkeypatch, pipelineExecutionId="one", type="STANDARD")
    assert approved(PROD, file) == reviewed(change())
    runs(monkeypatch, pipelineExecutionId="two", type="STANDARD")
    with pytest.raises(ActionFailed, match=r"approved for execution one and prod; this is execution two"):
        approved(PROD, file)


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
