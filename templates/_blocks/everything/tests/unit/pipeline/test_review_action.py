"""What a release would change is read before it is approved, and nothing is left behind."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from monitoring.change_sets import changes
from pipeline.actions import review
from pipeline.review import approval, preview
from tests.support.change_sets import TABLE, change, deployment, replacing
from tests.support.reviewed_stacks import IMAGE, NEW, PROD, ReviewedStacks, planned
from tests.support.reviewed_stacks import reviewed_stacks as reviewed_stacks  # a fixture
from workload import deploy
from workload.names import stack_name


def written() -> tuple[str, str, approval.Review]:
    folder = Path("reviewed")
    texts = [(folder / name).read_text("utf-8") for name in ("summary.md", "summary.txt")]
    return texts[0], texts[1], approval.read(folder / "review.json")


def test_both_stacks_are_read_and_no_change_set_is_left(cloudformation: ReviewedStacks) -> None:
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


def test_what_goes_is_written_down_for_the_deployment(cloudformation: ReviewedStacks) -> None:
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
    cloudformation: ReviewedStacks, monkeypatch: pytest.MonkeyPatch
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
    cloudformation: ReviewedStacks, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_of: object, **_more: object) -> None:
        raise KeyError("another")

    monkeypatch.setattr(review.kept_data, "review", fails)
    with pytest.raises(KeyError, match="another"):
        review.main([PROD.name])
    assert [each["ChangeSetName"] for each in cloudformation.made] == cloudformation.deleted != []


def test_a_change_set_is_asked_for_with_what_a_deployment_gives_and_no_role(cloudformation: ReviewedStacks) -> None:
    assert review.main([PROD.name]) == 0
    assert len(cloudformation.made) == 2
    given = {"StackName", "ChangeSetName", "ChangeSetType", "TemplateURL", "Parameters", "Tags", "Capabilities"}
    assert {name for each in cloudformation.made for name in each} == given | {"IncludeNestedStacks"}


def test_what_would_lose_data_is_refused_before_anybody_is_asked(
    cloudformation: ReviewedStacks, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = change("Orders", Replacement="True", Details=[replacing("KeySchema")])
    cloudformation.pages[""] = [[lost]]
    assert review.main([PROD.name]) == 1
    assert "it would lose data" in capsys.readouterr().err
    assert {each["ChangeSetName"] for each in cloudformation.made} == set(cloudformation.deleted)
    assert not Path("reviewed").exists()


def test_a_review_is_no_rollback_so_nothing_may_go_that_was_made_lately(
    cloudformation: ReviewedStacks, capsys: pytest.CaptureFixture[str]
) -> None:
    cloudformation.pages[""] = [[change("Orders", "Remove")]]
    cloudformation.empty = {stack_name(PROD, "data")}
    cloudformation.events = deployment("Orders")
    assert review.main([PROD.name]) == 1
    told = capsys.readouterr().err
    assert "it would lose data" in told and "rollback" not in told


def test_nothing_that_changes_is_no_failure(cloudformation: ReviewedStacks) -> None:
    cloudformation.empty = {stack_name(PROD, part) for part in review.PARTS}
    assert review.main([PROD.name]) == 0
    assert written()[1].startswith("Nothing changes.")
    assert len(cloudformation.deleted) == 2


@pytest.mark.parametrize("status", ["missing", "REVIEW_IN_PROGRESS"])
def test_before_the_first_deployment_all_of_the_template_is_new(cloudformation: ReviewedStacks, status: str) -> None:
    cloudformation.statuses = iter([status] * 2)
    assert review.main([PROD.name]) == 0
    text, line, read = written()
    assert cloudformation.made == []
    assert "does not exist yet" in text and line.startswith("4 added.")
    assert read.parts["data"].gone == ()


@pytest.mark.parametrize("by", ["CloudFormation", "the change set", "the template"])
def test_what_needs_the_data_stack_of_this_release_is_read_by_its_template(
    cloudformation: ReviewedStacks, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], by: str
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
    cloudformation: ReviewedStacks, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cloudformation.refusals = {stack_name(PROD, "data"): "no output Queue"}
    assert review.main([PROD.name]) == 1
    assert f"Old ({TABLE}, stack {stack_name(PROD, 'data')}) is no longer in the template" in capsys.readouterr().err
