"""The AWS Solutions rules of cdk-nag, and the only way to accept a finding: at its resource, with a reason."""

import inspect
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from weakref import WeakKeyDictionary

import aws_cdk as cdk
from cdk_nag import AwsSolutionsChecks
from constructs import IConstruct

from settings.lines import line_that_runs

PACK = "AwsSolutions"
# More reasons than this in one stack mean that the design, not the rule, is wrong.
MOST_REASONS = 10


@dataclass(frozen=True)
class Acceptance:
    """One call of `accept`. ids: as cdk-nag knows them. any_of: it is enough that one of them is found.

    constructs: each id has to be found at one of them.
    """

    constructs: tuple[IConstruct, ...]
    ids: tuple[str, ...]
    any_of: bool
    line: str


# By app, to compare them with what was found.
_ACCEPTANCES: WeakKeyDictionary[IConstruct, list[Acceptance]] = WeakKeyDictionary()
# Where each stack is, in the words of cdk-nag; asked once, since every answer is a call into the CDK's own process.
_PRINTED: WeakKeyDictionary[cdk.Stack, tuple[str, str, str]] = WeakKeyDictionary()


def check(app: cdk.App) -> None:
    """Make every synthesis of `app` fail on a finding that nobody accepted."""
    cdk.Validations.of(app).add_plugins(AwsSolutionsChecks(app))


def accept(
    construct: IConstruct,
    *,
    rule: str,
    reason: str,
    finding: str = "",
    findings: Sequence[str] = (),
    any_of: bool = False,
    line: str = "",
    made_of_it: Sequence[IConstruct] = (),
) -> None:
    """Accept what `rule` finds at `construct` and below it. A synthesis fails when nothing is found there.

    rule: for example `AwsSolutions-IAM5`.
    finding, findings: which of several findings, in cdk-nag's words, for example `Resource::*`.
    reason: why this is right here; a reader decides by it whether it still is.
    any_of: it is enough that one of `findings` is found, where they depend on a region or another value.
    line: where this is written, when that is a template; otherwise the line that calls.
    made_of_it: what a transform makes of `construct`: it holds there too, and it is enough that it is found at one.
    Raises ValueError: the reason is empty, or an ellipsis.
    """
    if not is_reason(reason):
        raise ValueError(
            f'{rule} at {construct.node.path}: reason="{reason}": a finding is accepted only with a reason, '
            'for example reason="X-Ray knows no resources"'
        )
    ids = [f"{PACK}::{rule}[{each}]" for each in findings or [finding] if each] or [f"{PACK}::{rule}"]
    constructs = (construct, *made_of_it)
    for each in constructs:
        cdk.Validations.of(each).acknowledge(*(cdk.Acknowledgment(id=id, reason=reason) for id in ids))
    here = inspect.currentframe()
    made = Acceptance(constructs, tuple(ids), any_of, line or line_that_runs(here.f_back if here else None))
    _ACCEPTANCES.setdefault(construct.node.root, []).append(made)


def is_reason(text: str) -> bool:
    """Whether this says anything: no text and an ellipsis, which stands in examples, do not."""
    return bool(text.strip(" \t\n.…"))


def acceptances(app: cdk.App) -> Sequence[Acceptance]:
    """What was accepted in `app`, in the order of the calls."""
    return _ACCEPTANCES.get(app, ())


def printed_arn(stack: cdk.Stack, service: str, resource: str) -> str:
    """The ARN of a resource of `stack` in the words of cdk-nag, which names only what the CDK does not know yet."""
    if stack not in _PRINTED:
        _PRINTED[stack] = (
            _printed("Partition", stack.partition),
            _printed("Region", stack.region),
            _printed("AccountId", stack.account),
        )
    partition, region, account = _PRINTED[stack]
    return f"arn:{partition}:{service}:{region}:{account}:{resource}"


def _printed(name: str, value: str) -> str:
    return f"<AWS::{name}>" if cdk.Token.is_unresolved(value) else value


def accepted(assembly: Path) -> dict[str, list[str]]:
    """Every exception in a synthesised assembly once, as `rule: reason`, by the stack that it holds in.

    assembly: the folder that `synth()` wrote.
    """
    acknowledged = cdk.Validations.ACKNOWLEDGED_RULES_METADATA_KEY
    found: dict[str, list[str]] = {}
    for file in assembly.rglob("*.metadata.json"):
        metadata = json.loads(file.read_text(encoding="utf-8"))
        entries = (entry for of_construct in metadata.values() for entry in of_construct)
        rules = [entry["data"] for entry in entries if entry["type"] == acknowledged]
        reasons = {f"{_rule(id)}: {reason}" for rule in rules for id, reason in rule.items()}
        found[file.name.removesuffix(".metadata.json")] = sorted(reasons)
    return found


def _rule(id: str) -> str:
    """`AwsSolutions-IAM5` of `AwsSolutions::AwsSolutions-IAM5[Resource::*]`."""
    return id.split("::")[1].split("[")[0]
