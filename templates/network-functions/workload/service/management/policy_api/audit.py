"""The audit log: one line for each change of the policy, and one for each that was refused or failed.

Its lines carry `"audit": true`, by which a saved query finds them. They name versions and count rules; what is not
known is left out. They hold nothing of the policy: not every reader of a log may know what is open.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit

from policy_api.logic import Attempt
from policy_api.observability import POLICIES_CHANGED, POLICY_CHANGES_REFUSED, audit_logger, metrics
from policy_api.refusals import Refused
from policy_api.request import Caller


class Action(StrEnum):
    """What somebody wants to do with the policy."""

    REPLACE = "replace"
    RESTORE = "restore"


@contextmanager
def audited(action: Action, caller: Caller) -> Iterator[Attempt]:
    """Write the line about what happens inside, whatever it is. What is known of it is put into the Attempt."""
    attempt = Attempt()
    try:
        yield attempt
    except Refused as refused:
        metrics.add_metric(name=POLICY_CHANGES_REFUSED, unit=MetricUnit.Count, value=1)
        _write(
            "Policy change refused",
            action,
            caller,
            attempt,
            outcome="refused",
            refusal=refused.word,
            # Reasons repeat what the policy says.
            lines=[problem.line for problem in refused.problems],
        )
        raise
    except Exception as error:
        # Also when S3 did not answer: the change may be in force all the same.
        _write("Policy change failed", action, caller, attempt, outcome="failed", error=type(error).__name__)
        raise
    metrics.add_metric(name=POLICIES_CHANGED, unit=MetricUnit.Count, value=1)
    _write("Policy changed", action, caller, attempt, outcome="changed")


def _write(message: str, action: Action, caller: Caller, attempt: Attempt, *, outcome: str, **more: Any) -> None:
    difference = attempt.difference
    audit_logger.info(
        message,
        audit=True,
        action=action.value,
        outcome=outcome,
        caller=caller.arn,
        source_ip=caller.source_ip,
        request_id=caller.request_id,
        version_before=attempt.before,
        version_after=attempt.after,
        restored_from=attempt.restored_from,
        difference=None if difference is None else difference.model_dump(),
        **more,
    )
