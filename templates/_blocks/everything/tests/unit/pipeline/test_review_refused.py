"""What CloudFormation cannot say, or not yet: nobody is asked to approve it, and nothing is left behind."""

from pathlib import Path

import pytest

from pipeline.actions import review
from pipeline.review import preview
from tests.support.change_sets import VALIDATION_FAILED, validation_error
from tests.support.reviewed_stacks import PROD, ReviewedStacks
from tests.support.reviewed_stacks import reviewed_stacks as reviewed_stacks  # a fixture
from workload.names import Part, stack_name


@pytest.mark.parametrize("reason", ["Unresolved dependencies in the Outputs block of the template", "Access denied"])
def test_a_change_set_that_ends_as_failed_is_told_and_gone(
    cloudformation: ReviewedStacks, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    cloudformation.failures = {stack_name(PROD, "data"): reason}
    assert review.main([PROD.name]) == 1
    assert f"makes no change set of {stack_name(PROD, 'data')}: {reason}" in capsys.readouterr().err
    assert [each["ChangeSetName"] for each in cloudformation.made] == cloudformation.deleted != []


def test_each_resource_that_cloudformation_finds_wrong_is_named_before_anybody_is_asked(
    cloudformation: ReviewedStacks, capsys: pytest.CaptureFixture[str]
) -> None:
    stack = stack_name(PROD, "data")
    cloudformation.failures = {stack: VALIDATION_FAILED}
    cloudformation.refused = [validation_error("Orders"), validation_error("Key")]
    assert review.main([PROD.name]) == 1
    told = capsys.readouterr().err
    assert f"makes no change set of {stack}:\n- Orders (AWS::DynamoDB::Table) at /Resources/Orders/Properties" in told
    assert "- Key (AWS::DynamoDB::Table) at /Resources/Key/Properties" in told
    assert "DescribeEvents" not in told
    assert [each["ChangeSetName"] for each in cloudformation.made] == cloudformation.deleted != []


@pytest.mark.parametrize("part", ["data", "service"])
def test_what_cloudformation_refuses_for_another_reason_is_not_asked_about(
    cloudformation: ReviewedStacks, part: Part, capsys: pytest.CaptureFixture[str]
) -> None:
    cloudformation.refusals = {stack_name(PROD, part): "is in UPDATE_ROLLBACK_FAILED state and can not be updated"}
    assert review.main([PROD.name]) == 1
    assert f"makes no change set of {stack_name(PROD, part)}: is in UPDATE_ROLLBACK" in capsys.readouterr().err
    assert not Path("reviewed").exists()


def test_a_deployed_template_that_nobody_can_compare_is_named(
    cloudformation: ReviewedStacks, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cloudformation.refusals = {stack_name(PROD, "data"): "no output Queue"}
    monkeypatch.setattr(ReviewedStacks, "get_template", lambda _self, **_of: {"TemplateBody": "Resources: {}"})
    assert review.main([PROD.name]) == 1
    assert "that is deployed is no JSON" in capsys.readouterr().err


def test_a_deployment_that_is_on_its_way_is_waited_for(
    cloudformation: ReviewedStacks, capsys: pytest.CaptureFixture[str]
) -> None:
    cloudformation.statuses = iter(["UPDATE_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_COMPLETE"])
    assert review.main([PROD.name]) == 0
    assert capsys.readouterr().out.count("waits until that deployment is done") == 1


def test_one_that_never_ends_fails_with_what_to_do(
    cloudformation: ReviewedStacks, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cloudformation.statuses = iter(["UPDATE_IN_PROGRESS"] * 100)
    clock = iter(range(0, 10**7, 3600))
    monkeypatch.setattr(preview.time, "monotonic", lambda: next(clock))
    assert review.main([PROD.name]) == 1
    assert "Retry the stage when that deployment has ended" in capsys.readouterr().err
