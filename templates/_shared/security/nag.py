"""The AWS Solutions rules of cdk-nag, and the only way to accept a finding: at its resource, with a reason."""

from collections.abc import Sequence

import aws_cdk as cdk
from cdk_nag import AwsSolutionsChecks
from constructs import Construct

_ACCEPTED = "aws-golden-paths:accepted-finding"


def check(app: cdk.App) -> None:
    """Make every synthesis of `app` fail on a finding that nobody accepted."""
    cdk.Validations.of(app).add_plugins(AwsSolutionsChecks(app))


def accept(construct: Construct, *, rule: str, reason: str, finding: str = "", findings: Sequence[str] = ()) -> None:
    """Accept what `rule` finds at `construct` and below it.

    rule: for example `AwsSolutions-IAM5`.
    finding, findings: which of several findings, in cdk-nag's words, for example `Resource::*`.
    reason: why this is right here; a reader decides by it whether it still is.
    Raises ValueError: the reason is empty.
    """
    if not reason.strip():
        raise ValueError(f"{rule} at {construct.node.path}: a finding is accepted only with a reason")
    stack = cdk.Stack.of(construct)
    # In the tree itself, so that several apps in one process do not share a list.
    stack.node.add_metadata(_ACCEPTED, f"{rule}: {reason}")
    ids = [f"AwsSolutions::{rule}[{each}]" for each in findings or [finding] if each] or [f"AwsSolutions::{rule}"]
    cdk.Validations.of(construct).acknowledge(*(cdk.Acknowledgment(id=id, reason=reason) for id in ids))


def printed_arn(stack: cdk.Stack, service: str, resource: str) -> str:
    """The ARN of a resource of `stack` in the words of cdk-nag, which names only what the CDK does not know yet."""
    known = (("Partition", stack.partition), ("Region", stack.region), ("AccountId", stack.account))
    partition, region, account = (f"<AWS::{name}>" if cdk.Token.is_unresolved(at) else at for name, at in known)
    return f"arn:{partition}:{service}:{region}:{account}:{resource}"


def accepted(stack: cdk.Stack) -> list[str]:
    """Every exception of `stack` once, as `rule: reason`, wherever in it the exception holds."""
    return sorted({str(entry.data) for entry in stack.node.metadata if entry.type == _ACCEPTED})
