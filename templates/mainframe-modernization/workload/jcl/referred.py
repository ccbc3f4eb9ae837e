"""What a backward reference (*.DD, *.STEP.DD, *.STEP.PROCSTEP.DD) stands for."""

from collections.abc import Iterator, Sequence
from itertools import takewhile

from workload.jcl.findings import JclError
from workload.jcl.steps import Dd, RawStep


def referred(reference: str, dd: Dd, step: RawStep, before: Sequence[RawStep]) -> tuple[Dd, RawStep]:
    """The DD statement that `reference` names, the first of a concatenation, and its step: what that one refers to is
    looked up from there. dd, step: that refer; before: the steps before it.

    Raises JclError: there is none (JCL Reference, "Backward references").
    """
    steps, _, name = reference.removeprefix("*.").rpartition(".")
    if not steps:
        found = (step, step.dds[name][0]) if name in _earlier(dd, step) else None
    else:
        # Within a procedure its own steps come first.
        names = (f"{step.call}.{steps}", steps) if step.call else (steps,)
        earlier = list(takewhile(lambda each: each is not step, before))
        named = next((each for full in names for each in earlier if each.name == full), None)
        found = (named, named.dds[name][0]) if named and name in named.dds else None
    if found is None:
        raise JclError(f"reference {reference}", "there is no such DD statement before it")
    return found[1], found[0]


def _earlier(dd: Dd, step: RawStep) -> Iterator[str]:
    """The names of the DD statements of `step` before `dd`, and its own where it is concatenated to another one."""
    for name, dds in step.dds.items():
        if dds[0] is dd:
            return
        yield name
        if any(each is dd for each in dds):
            return
