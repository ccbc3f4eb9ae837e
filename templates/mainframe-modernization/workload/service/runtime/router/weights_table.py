"""How people see the weights of an environment, what would change, and whether that may be."""

from collections.abc import Mapping
from typing import Any, TextIO

from router.operations import OPERATIONS

_INITIAL = "initial"


def both_sides(document: Mapping[str, Any], wanted: object = None) -> str:
    """What is wrong when an account would be on both sides, or may be, and what to type; empty: nothing is.

    An operation that the document leaves out has the weight that was deployed, which nobody sees here.
    wanted: the weight in the example, in percent; None: one of the document.
    """
    weights = {each.name: document.get(each.name, {}).get("weight") for each in OPERATIONS}
    if len(set(weights.values())) == 1:
        return ""
    shown = ", ".join(f"{name} {'as deployed' if each is None else each}" for name, each in weights.items())
    percent = wanted if wanted is not None else max(each for each in weights.values() if each is not None)
    same = [f"{name}={percent}" for name in weights]
    return (
        f"The weights differ ({shown}), so accounts are on both sides, by operation. Give all operations the same "
        f'weight, for example SET="{" ".join(same)}" ({" ".join(f"--set {each}" for each in same)}). '
        "Weights may differ only where operations share no data: FORCE=yes (--force)."
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
