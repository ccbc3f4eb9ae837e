"""Parts of states in Amazon States Language, with JSONata."""

from typing import Any

from batch.tasks import WAIT_SECONDS

State = dict[str, Any]
# asl-validator takes an empty text in Assign for no text at all.
EMPTY = "{% '' %}"
# The state that all steps lead to.
NEXT_STEP = "Next step"


def catch_all(step: str = "") -> State:
    """What nothing else caught: the lock is released, and the job fails for this reason. step: whose, for people."""
    place = f"'{step}: ' & " if step else ""
    cause = "($exists($states.errorOutput.Cause) ? $states.errorOutput.Cause : '')"
    return {
        "ErrorEquals": ["States.ALL"],
        # A Fail state may not have an error of the States of Step Functions: States.Timeout becomes Batch.Timeout.
        "Assign": {
            "error": expression("$replace($states.errorOutput.Error, 'States.', 'Batch.')"),
            "cause": expression(place + cause),
        },
        "Next": "Release",
    }


def retry(errors: list[str], tries: int) -> State:
    """Further tries, with a wait that doubles."""
    return {
        "ErrorEquals": errors,
        "IntervalSeconds": WAIT_SECONDS,
        "MaxAttempts": tries,
        "BackoffRate": 2,
        "JitterStrategy": "FULL",
    }


def when(condition: str, target: str) -> State:
    """A rule of a Choice: to `target` when the JSONata `condition` is true."""
    return {"Condition": expression(condition), "Next": target}


def expression(text: str) -> str:
    """JSONata in a field."""
    return "{% " + text + " %}"
