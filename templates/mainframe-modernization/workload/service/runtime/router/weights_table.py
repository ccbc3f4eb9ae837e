"""How people see the weights of an environment and what would change."""

from collections.abc import Mapping
from typing import Any, TextIO

from router.operations import OPERATIONS

_INITIAL = "initial"


def tell_difference(document: Mapping[str, Any], out: TextIO) -> None:
    """Say so when one account would be on both sides, or may be."""
    weights = [route["weight"] for route in document.values() if "weight" in route]
    unsaid = [each.name for each in OPERATIONS if "weight" not in document.get(each.name, {})]
    if weights and unsaid:
        print(
            f"The initial weight of environments.py holds for {', '.join(unsaid)}: where it is not {max(weights)} too, "
            f"accounts are on both sides. Give --set {unsaid[0]}={max(weights)} for the same.",
            file=out,
        )
    if len(set(weights)) > 1:
        print(
            f"The weights differ: accounts between {min(weights)} and {max(weights)} percent are on both sides, by "
            "operation. That is right only for operations that share no data.",
            file=out,
        )


def print_change(before: Mapping[str, Any], after: Mapping[str, Any], out: TextIO) -> None:
    """A line for each operation, with what changes. before, after: documents of `routes.py`."""
    print(f"{'operation':<24}{'weight in %':<24}shadow", file=out)
    for operation in OPERATIONS:
        old, new = before.get(operation.name, {}), after.get(operation.name, {})
        weight, shadow = (_step(old.get(each, _INITIAL), new.get(each, _INITIAL)) for each in ("weight", "shadow"))
        print(f"{operation.name:<24}{weight:<24}{shadow}", file=out)


def _step(old: object, new: object) -> str:
    shown = [("on" if each else "off") if isinstance(each, bool) else str(each) for each in (old, new)]
    return shown[0] if shown[0] == shown[1] else " -> ".join(shown)
