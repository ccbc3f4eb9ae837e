"""Decides whether a step runs, after what became of the steps before it.

Source of the rules: IBM z/OS MVS JCL Reference, "COND parameter on the EXEC statement" (with its tables of EVEN and
ONLY) and "IF/THEN/ELSE/ENDIF statement construct". A step that was bypassed or abended has no return code: a test that
names it is not satisfied.
"""

import operator
from collections.abc import Callable, Mapping

from batch.expressions import Abended, AllOf, AnyOf, Bypass, Not, Operator, Ran, ReturnCode, Run, Test
from batch.model import Job, Step
from batch.outcome import Outcome

_COMPARE: dict[Operator, Callable[[int, int], bool]] = {
    Operator.GT: operator.gt,
    Operator.GE: operator.ge,
    Operator.EQ: operator.eq,
    Operator.NE: operator.ne,
    Operator.LT: operator.lt,
    Operator.LE: operator.le,
}
Outcomes = Mapping[str, Outcome]


def why_bypassed(step: Step, before: Outcomes) -> str:
    """Why `step` is bypassed; "": it runs. before: the outcomes of the steps before it, by name."""
    abended = [outcome.step for outcome in before.values() if outcome.abend]
    # An IF that asks for ABEND is judged after an abend too; any other, with its ELSE, is not.
    asked = step.run is not Run.NORMALLY or (step.when is not None and _asks_for_abend(step.when))
    if abended and not asked:
        return f"{abended[0]} abended"
    if step.when is not None and not holds(step.when, before):
        return "its IF is not true"
    for test in step.bypass_when:
        if satisfied := _satisfied(test, before):
            return f"COND {test.code} {test.operator} return code {satisfied.code} of {satisfied.step}"
    if step.run is Run.ONLY and not abended:
        return "COND=ONLY and no step abended"
    return ""


def next_step(job: Job, after: str, outcomes: Outcomes) -> tuple[str, list[Outcome]]:
    """The step that runs next, "" when none does, and the outcomes of those that are bypassed on the way.

    after: a step's name. outcomes: of `after` and the steps before it.
    """
    found = dict(outcomes)
    bypassed: list[Outcome] = []
    names = [step.name for step in job.steps]
    for step in job.steps[names.index(after) + 1 :]:
        reason = why_bypassed(step, found)
        if not reason:
            return step.name, bypassed
        found[step.name] = Outcome(step=step.name, program=step.program, bypassed=reason)
        bypassed.append(found[step.name])
    return "", bypassed


def holds(test: Test, before: Outcomes) -> bool:
    """Whether an IF's test is true after `before`."""
    match test:
        case AllOf():
            return all(holds(each, before) for each in test.tests)
        case AnyOf():
            return any(holds(each, before) for each in test.tests)
        case Not():
            return not holds(test.test, before)
        case Ran():
            return test.step in before and before[test.step].ran
        case Abended():
            return any(outcome.abend for name, outcome in before.items() if test.step in ("", name))
        case ReturnCode():
            code = _code(test.step, before)
            return code is not None and _COMPARE[test.operator](code, test.value)


def _code(step: str, before: Outcomes) -> int | None:
    if step:
        return before[step].code if step in before else None
    # Before the first step RC is 0.
    return max((outcome.code for outcome in before.values() if outcome.code is not None), default=0)


def _satisfied(test: Bypass, before: Outcomes) -> Outcome | None:
    for name, outcome in before.items():
        if test.step not in ("", name) or outcome.code is None:
            continue
        if _COMPARE[test.operator](test.code, outcome.code):
            return outcome
    return None


def _asks_for_abend(test: Test) -> bool:
    match test:
        case AllOf() | AnyOf():
            return any(_asks_for_abend(each) for each in test.tests)
        case Not():
            return _asks_for_abend(test.test)
        case _:
            return isinstance(test, Abended)
