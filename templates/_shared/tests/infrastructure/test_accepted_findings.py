"""A finding of cdk-nag is accepted with a reason, and seldom."""

import aws_cdk as cdk
import pytest

import app
from security.nag import accept, accepted

# More exceptions than this in one stack mean that the design, not the rule, is wrong.
MOST_PER_STACK = 8


def test_no_stack_accepts_more_than_eight_findings() -> None:
    tree = app.build(context={"package": "workload/service/runtime"}).node.find_all()
    stacks = [construct for construct in tree if isinstance(construct, cdk.Stack)]
    assert stacks
    for stack in stacks:
        assert len(accepted(stack)) <= MOST_PER_STACK, f"{stack.stack_name}: change the design, or the rule set"


def test_a_finding_without_a_reason_is_refused() -> None:
    with pytest.raises(ValueError, match="only with a reason"):
        accept(cdk.Stack(cdk.App(), "Stack"), rule="AwsSolutions-SQS3", reason="  ")
