"""A finding of cdk-nag is accepted with a reason, and seldom."""

import aws_cdk as cdk
import pytest

from pipeline.stack import STACK_NAME
from security.nag import accept, accepted
from tests.support.synthesis import synthesised

# More reasons than this in one stack mean that the design, not the rule, is wrong.
MOST_PER_STACK = 10


def test_no_stack_accepts_findings_for_more_than_ten_reasons() -> None:
    found = accepted(synthesised())
    assert found[STACK_NAME]
    for stack, findings in found.items():
        reasons = {finding.partition(": ")[2] for finding in findings}
        assert len(reasons) <= MOST_PER_STACK, f"{stack}: change the design, or the rule set"


def test_a_finding_without_a_reason_is_refused() -> None:
    with pytest.raises(ValueError, match="only with a reason"):
        accept(cdk.Stack(cdk.App(), "Stack"), rule="AwsSolutions-SQS3", reason="  ")
