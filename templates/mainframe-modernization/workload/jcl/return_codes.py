"""Steps that wait for a return code of 16 or more, which is an abend here and is none on the mainframe."""

from collections.abc import Sequence

from batch.conditions import why_bypassed
from batch.definition import Step
from batch.outcome import ABEND_FROM, Outcome

# Of those above, as good as all: 4095 is the highest one of a mainframe.
_ABOVE = (ABEND_FROM, 20, 4095)


def runs_never(step: Step, before: Sequence[str]) -> bool:
    """Whether its conditions let it run after such a return code, and neither after another one nor after an abend.

    before: names of the steps before it.
    """

    def runs(code: int | None, abend: str = "") -> bool:
        return not why_bypassed(step, {name: Outcome(step=name, program="", code=code, abend=abend) for name in before})

    return any(map(runs, _ABOVE)) and not (any(map(runs, range(ABEND_FROM))) or runs(None, "abend"))
