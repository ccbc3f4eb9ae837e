"""Reconciles a parallel run: the old system and the new one on the same input."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from equivalence.compare import compare
from equivalence.findings import OutputResult
from equivalence.plan import Plan
from equivalence.program import digest
from equivalence.sides import Side
from equivalence.totals import Totals


@dataclass(frozen=True)
class Reconciliation:
    """equal: whether the new output may take the place of the old one. result: what a Step Functions step or an
    approver reads, ready for JSON; amounts are text, since JSON's numbers are floats to many readers."""

    equal: bool
    result: dict[str, Any]


def reconcile(old: Side, new: Side, plan: Plan, rules: list[tuple[str, str]], *, shown: int) -> Reconciliation:
    """Counts, control totals and hashes of both; on a mismatch also the first `shown` differences.

    rules: those of the plan, as text with reasons. Raises OSError: a file cannot be read.
    """
    left, right = Totals(old, plan), Totals(new, plan)
    totals = [_total(name, left, right, plan) for name in sorted({*left.sums, *right.sums})]
    problems = left.problems + right.problems
    counts, hashes = left.records == right.records, left.digest == right.digest
    equal = counts and hashes and not problems and all(each["equal"] for each in totals)
    found = OutputResult(dd="", golden=old.name)
    if not equal or plan.unhashed:
        # What is too much here may be too little there, within the tolerance of the sum.
        found = compare(old, new, plan, dd="new", shown=shown)
        equal = equal and found.equal
    result = {
        "equal": equal,
        "records": {"old": left.records, "new": right.records, "equal": counts},
        "control_totals": totals,
        "hashes": {"old": left.digest, "new": right.digest, "equal": hashes},
        "files": {name: _file(side) for name, side in (("old", old), ("new", new))},
        "differences": {
            "total": found.total,
            "by_field": dict(found.by_field.most_common()),
            "first": [str(each) for each in found.differences],
            "hints": found.hints,
        },
        "problems": list(dict.fromkeys(problems + found.problems)),
        "rules": [{"rule": rule, "reason": reason} for rule, reason in rules],
    }
    return Reconciliation(equal, result)


def _total(name: str, left: Totals, right: Totals, plan: Plan) -> dict[str, Any]:
    old, new = left.sums.get(name, Decimal(0)), right.sums.get(name, Decimal(0))
    allowed = plan.tolerance(name) * max(left.records, right.records)
    return {
        "field": name,
        "old": f"{old:f}",
        "new": f"{new:f}",
        "difference": f"{(new - old).normalize():f}",
        "allowed": f"{allowed:f}",
        "equal": abs(new - old) <= allowed,
    }


def _file(side: Side) -> dict[str, Any]:
    return {"name": side.name, "bytes": side.path.stat().st_size, "sha256": digest(side.path)}
