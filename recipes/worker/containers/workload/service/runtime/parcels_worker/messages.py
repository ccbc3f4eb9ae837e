"""Takes messages off the queue, one after the other. One that fails comes again; when the task stops, none is lost."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from web.observability import logger

from parcels_worker.alive import LONGEST_SECONDS, alive
from parcels_worker.work import ParcelsMessage, work

# Of one question to an empty queue. It ends before ECS loses its patience.
WAIT_SECONDS = 10
# As extensions/parcels_worker.py has it; prolonged three times as often.
HELD_SECONDS = 60
# Until a message that failed comes again, so that five attempts outlast what is away for some minutes.
AGAIN_SECONDS = 180
# ECS kills the container 30 seconds after SIGTERM; to return a message needs some of them.
FINISH_SECONDS = 25


class TimeIsUp(BaseException):
    """The task has to stop now. Not an Exception, so that no error handling of the work swallows it."""


class Messages:
    """The messages of one queue, for one task. sqs: the client of boto3."""

    def __init__(self, sqs: Any, queue_url: str) -> None:
        self._sqs, self._queue = sqs, {"QueueUrl": queue_url}
        self._stopping = threading.Event()
        self._works = False

    def stop_on_sigterm(self) -> None:
        """From SIGTERM on no message is taken any more, and the one at hand has FINISH_SECONDS to be done."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGALRM, self._give_up)

    def take(self) -> None:
        """Handle messages until the task has to stop."""
        while not self._stopping.is_set():
            alive()
            received = self._sqs.receive_message(
                **self._queue,
                MaxNumberOfMessages=1,
                WaitTimeSeconds=WAIT_SECONDS,
                MessageSystemAttributeNames=["ApproximateReceiveCount"],
            )
            for message in received.get("Messages", ()):
                self._handle(message)

    def _handle(self, message: dict[str, Any]) -> None:
        if self._stopping.is_set():
            self._come_again(message, seconds=0)
            return
        about = {
            "sqs_message_id": message["MessageId"],
            "attempt": message["Attributes"]["ApproximateReceiveCount"],
        }
        try:
            with self._held(message):
                self._work(message)
            self._sqs.delete_message(**self._queue, ReceiptHandle=message["ReceiptHandle"])
        except TimeIsUp:
            logger.warning("Message returned, since the task stops", **about)
            self._come_again(message, seconds=0)
        except Exception:
            # The message itself may hold data of customers; its id is enough to find it.
            logger.exception("Message failed", **about, measures=_counted(failed=1))
            self._come_again(message, seconds=AGAIN_SECONDS)
        else:
            logger.info("Message handled", **about, measures=_counted(handled=1))

    def _work(self, message: dict[str, Any]) -> None:
        self._works = True
        try:
            work(ParcelsMessage.model_validate_json(message["Body"]))
        finally:
            self._works = False

    @contextmanager
    def _held(self, message: dict[str, Any]) -> Iterator[None]:
        """No other task gets the message meanwhile, for LONGEST_SECONDS at most."""
        done = threading.Event()
        thread = threading.Thread(target=self._hold, args=(message, done), daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            # Else it could prolong what is returned below.
            thread.join()

    def _hold(self, message: dict[str, Any], done: threading.Event) -> None:
        end = time.monotonic() + LONGEST_SECONDS
        while not done.wait(HELD_SECONDS / 3) and time.monotonic() < end:
            self._come_again(message, seconds=HELD_SECONDS)

    def _come_again(self, message: dict[str, Any], *, seconds: int) -> None:
        try:
            self._sqs.change_message_visibility(
                **self._queue, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=seconds
            )
        except (BotoCoreError, ClientError):
            # It comes again at the latest when the time is over that it is held for.
            logger.warning("Visibility not changed", sqs_message_id=message["MessageId"], exc_info=True)

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self._stopping.set()
        signal.setitimer(signal.ITIMER_REAL, FINISH_SECONDS)

    def _give_up(self, _signal: int, _frame: FrameType | None) -> None:
        if self._works:
            raise TimeIsUp


def _counted(*, handled: int = 0, failed: int = 0) -> dict[str, tuple[int, str]]:
    # Zeros too: an alarm compares both, and knows nothing of a metric that has no value.
    return {"ParcelsHandled": (handled, "Count"), "ParcelsFailed": (failed, "Count")}
