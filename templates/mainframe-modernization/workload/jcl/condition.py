"""COND of EXEC and JOB statements. Source: JCL Reference, "COND parameter"."""

from collections.abc import Callable

from batch.definition import Bypass, Operator, Run
from workload.jcl.findings import JclError
from workload.jcl.operands import Group, Item

_EXAMPLE = "this is no COND, such as COND=(4,LT,STEP1) or COND=((8,LE),EVEN)"


def condition(item: Item, step: Callable[[str], str]) -> tuple[tuple[Bypass, ...], Run]:
    """The tests, of which one is enough to bypass the step, and when it runs after an abend.

    step: the full name of a step that a test names; it raises JclError for one that is not there before.
    Raises JclError: it is no COND.
    """
    tests: list[Bypass] = []
    run = Run.NORMALLY
    if isinstance(item.value, Group) and any(isinstance(each.value, Group) for each in item.value.items):
        parts = item.value.items
    else:
        parts = (item,)
    for part in parts:
        words = part.words()
        if words in (("EVEN",), ("ONLY",)):
            run = Run(words[0].lower())
        else:
            tests.append(_test(words, step))
    return tuple(tests), run


def _test(words: tuple[str, ...], step: Callable[[str], str]) -> Bypass:
    if len(words) not in (2, 3) or not words[0].isdigit() or words[1] not in list(Operator):
        raise JclError(f"COND=({','.join(words)})", _EXAMPLE)
    name = step(words[2]) if len(words) == 3 else ""
    return Bypass(code=int(words[0]), operator=Operator(words[1]), step=name)
