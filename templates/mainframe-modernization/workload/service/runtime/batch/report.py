"""Tells Step Functions how a step is doing: heartbeats while it runs, then its outcome, by the token of its task.

Names of errors, which the state machine tells apart: an abend routes to the steps that run after one; `Infrastructure`
is tried again; `Refused` (a data set missing, a job that cannot be) and `LockLost` end the execution.
"""

import json
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from batch.outcome import Outcome
from batch.run import Run

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

ABEND = "Batch.Abend"
INFRASTRUCTURE = "Batch.Infrastructure"
REFUSED = "Batch.Refused"
LOCK_LOST = "Batch.LockLost"
# What Step Functions answers when it no longer waits for this task.
_GONE = ("TaskTimedOut", "TaskDoesNotExist", "InvalidToken")
# SendTaskFailure takes no more.
_LONGEST_CAUSE = 32_000


def summary(run: Run, outcome: Outcome, next_step: str) -> dict[str, object]:
    """What the state machine gets to know of a step. It routes by `next` alone: a step's name or END."""
    return {
        "step": outcome.step,
        "program": outcome.program,
        "returnCode": outcome.code,
        "abend": outcome.abend,
        "bypassed": outcome.bypassed,
        "seconds": outcome.seconds,
        "recordsRead": dict(outcome.records_read),
        "recordsWritten": {one.dd: one.records for one in outcome.written},
        "run": run.name,
        "next": next_step or "END",
    }


class Token:
    """client: boto3's for Step Functions. token: of the task that this process is."""

    def __init__(self, client: "SFNClient", token: str) -> None:
        self._client = client
        self._token = token

    def ended(self, run: Run, outcome: Outcome, next_step: str) -> None:
        """Report a step that ended, by itself or with an abend."""
        found = summary(run, outcome, next_step)
        if outcome.abend:
            self._fail(ABEND, json.dumps({**found, "recordsRead": {}, "recordsWritten": {}}))
        else:
            self._client.send_task_success(taskToken=self._token, output=json.dumps(found))

    def failed(self, error: str, reason: str) -> None:
        """Report what kept the step from ending."""
        self._fail(error, reason)

    def heartbeat(self) -> bool:
        """False: Step Functions does not wait for this task any more."""
        try:
            self._client.send_task_heartbeat(taskToken=self._token)
        except ClientError as error:
            return error.response["Error"]["Code"] not in _GONE
        except BotoCoreError:
            # The network may come back before the time is over; whether it was is asked before anything is written.
            return True
        return True

    def _fail(self, error: str, cause: str) -> None:
        self._client.send_task_failure(taskToken=self._token, error=error, cause=cause[:_LONGEST_CAUSE])


class Heartbeat:
    """Calls `beat` every `seconds` until it answers False, and then `lost` once. A context manager."""

    def __init__(self, beat: Callable[[], bool], lost: Callable[[], None], *, seconds: float) -> None:
        self._beat = beat
        self._lost = lost
        self._seconds = seconds
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._loop, daemon=True)

    def __enter__(self) -> "Heartbeat":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _loop(self) -> None:
        while not self._over.wait(self._seconds):
            if not self._beat():
                self._lost()
                return
