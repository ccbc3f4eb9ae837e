"""Parameters on the call of a procedure: its symbols, and PARM, COND and others for its steps."""

import re
from collections.abc import Iterable, Sequence

from workload.jcl import left_out
from workload.jcl.findings import JclError
from workload.jcl.operands import Group, Item
from workload.jcl.statements import Statement
from workload.jcl.steps import RawStep

_OF_STEPS = frozenset({"COND", "PARM", *left_out.EXEC})


def symbol_values(items: Iterable[Item]) -> dict[str, str]:
    """The values that an EXEC statement gives to symbols of the procedure. Raises JclError: it has no name."""
    found: dict[str, str] = {}
    for item in items:
        if not _of_steps(item):
            if not item.key:
                raise JclError(f"EXEC parameter {item.raw()}", "a symbol is given a value as NAME=value")
            found.setdefault(item.key, item.raw())
    return found


def unused(names: Iterable[str], body: Sequence[Statement]) -> list[str]:
    """Those of `names` that no statement of a procedure uses; a procedure that calls others may pass them on."""
    texts = [each.operands + "\n".join(each.instream or ()) for each in body]
    if any(each.operation == "INCLUDE" or (each.operation == "EXEC" and "PGM=" not in each.operands) for each in body):
        return []
    return [
        name
        for name in sorted(names)
        if not any(re.search(rf"&{re.escape(name)}(?![A-Z0-9@#$])", text) for text in texts)
    ]


def apply(items: Iterable[Item], steps: Sequence[RawStep], before: Sequence[RawStep]) -> None:
    """Overrides parameters of the steps (JCL Reference, "Overriding parameters on an EXEC statement").

    PARM.STEP is for that step. Without a step PARM is for the first and takes those of the others away; COND and the
    others are for all. before: the steps of the job before the call. Raises JclError: there is no such step, or COND
    names one that may be either of two.
    """
    for item in filter(_of_steps, items):
        key, _, procstep = item.key.partition(".")
        found = Item(key, item.value)
        both = {each.own_name for each in steps} & {each.name for each in before}
        if key == "COND" and (name := next((each for each in _names(found) if each in both), "")):
            raise JclError(f"step {name}", "COND of a call names a step that stands before it and in the procedure too")
        if procstep:
            step = next((each for each in steps if each.own_name == procstep), None)
            if step is None:
                raise JclError(f"EXEC parameter {item.key}", "the step that it overrides is not in the procedure")
            _put(step, found)
        elif key == "PARM":
            for step in steps:
                step.items.pop(key, None)
            for step in steps[:1]:
                _put(step, found)
        else:
            for step in steps:
                _put(step, found)


def _names(item: Item) -> tuple[str, ...]:
    """The words of COND, however deep it is: names of steps among them."""
    if isinstance(item.value, Group):
        return tuple(word for each in item.value.items for word in _names(each))
    return item.words()


def _put(step: RawStep, item: Item) -> None:
    if item.value is None:
        # `COND.STEP=` takes the parameter away.
        step.items.pop(item.key, None)
    else:
        step.items[item.key] = item


def _of_steps(item: Item) -> bool:
    # A period is in no symbol: what has one is meant for a step.
    return item.key in _OF_STEPS or "." in item.key
