"""A finding of cdk-nag is accepted with a reason, and seldom."""

import aws_cdk as cdk
import pytest

from pipeline.stack import STACK_NAME
from security.nag import MOST_REASONS, accept, accepted
from tests.support.synthesis import synthesised


def test_no_stack_accepts_findings_for_more_than_ten_reasons() -> None:
    found = accepted(synthesised())
    assert found[STACK_NAME]
    for stack, findings in found.items():
        reasons = {finding.partition(": ")[2] for finding in findings}
        assert len(reasons) <= MOST_REASONS, f"{stack}: change the design, or the rule set"


@pytest.mark.parametrize("reason", ["  ", "…", "..."])
def test_a_finding_without_a_reason_is_refused(reason: str) -> None:
    with pytest.raises(ValueError, match="only with a reason"):
        accept(cdk.Stack(cdk.App(), "Stack"), rule="AwsSolutions-SQS3", reason=reason)
