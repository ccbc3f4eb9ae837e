"""The AWS Solutions rules of cdk-nag, and the only way to accept a finding: at its resource, with a reason."""

from collections.abc import Sequence

import aws_cdk as cdk
from cdk_nag import AwsSolutionsChecks
from constructs import Construct

# More exceptions than this in one stack mean that the design, not the rule, is wrong.
MOST_ACCEPTED_PER_STACK = 8
_ACCEPTED = "aws-golden-paths:accepted-finding"


def check(app: cdk.App) -> None:
    """Make every synthesis of `app` fail on a finding that nobody accepted."""
    cdk.Validations.of(app).add_plugins(AwsSolutionsChecks(app))


def accept(construct: Construct, *, rule: str, reason: str, finding: str = "", findings: Sequence[str] = ()) -> None:
    """Accept what `rule` finds at `construct` and below it.

    rule: for example `AwsSolutions-IAM5`.
    finding, findings: which of several findings, in cdk-nag's words, for example `Resource::*`.
    reason: why this is right here; a reader decides by it whether it still is.
    Raises ValueError: the reason is empty, or the stack accepts too much.
    """
    if not reason.strip():
        raise ValueError(f"{rule} at {construct.node.path}: a finding is accepted only with a reason")
    stack = cdk.Stack.of(construct)
    # Counted in the tree itself, so that several apps in one process do not share a counter.
    stack.node.add_metadata(_ACCEPTED, f"{rule}: {reason}")
    if len(accepted(stack)) > MOST_ACCEPTED_PER_STACK:
        raise ValueError(f"{stack.node.path} accepts more than {MOST_ACCEPTED_PER_STACK} findings: change the design")
    for each in findings or [finding]:
        suffix = f"[{each}]" if each else ""
        cdk.Validations.of(construct).acknowledge(cdk.Acknowledgment(id=f"AwsSolutions::{rule}{suffix}", reason=reason))


def accepted(stack: cdk.Stack) -> list[str]:
    """Every exception of `stack` once, as `rule: reason`, wherever in it the exception holds."""
    return sorted({str(entry.data) for entry in stack.node.metadata if entry.type == _ACCEPTED})
