"""Sends requests to the new service as well, beside their way to the legacy system, and compares both answers.

Callers never wait for it: it has connections, workers and a queue of its own, and drops what does not fit.
"""

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Self

from router.comparison import Difference, NotComparable, compare
from router.exchange import Shadow, TargetError
from router.logs import PerMinute, logger
from router.metrics import Count, Metrics
from router.target import Target

WORKERS = 8
# Each may hold a body and an answer.
WAITING = 64
# To compare one longer than this would hold up the requests of others.
LONGEST_ANSWER = 1024 * 1024
# From here on the comparison runs in a thread: JSON of this size takes about a millisecond.
_IN_THREAD_BYTES = 32 * 1024
_INTERNAL_ERROR = 500
# Of each kind for an operation; further ones of the same minute are only counted.
LINES_PER_MINUTE = 30


class Shadows:
    """Compares from `async with` on. At its end what is under way may still finish, for a while.

    target: the new service; its limit of an answer is `LONGEST_ANSWER`. seconds: until its answer is complete.
    """

    def __init__(self, target: Target, metrics: Metrics, *, seconds: float, drain_seconds: float) -> None:
        self._target = target
        self._metrics = metrics
        self._seconds = seconds
        self._drain_seconds = drain_seconds
        self._lines = PerMinute(LINES_PER_MINUTE)
        self._queue: asyncio.Queue[Shadow] = asyncio.Queue(WAITING)

    async def __aenter__(self) -> Self:
        self._workers = [asyncio.create_task(self._work()) for _ in range(WORKERS)]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._queue.join(), self._drain_seconds)
        while not self._queue.empty():
            self._metrics.add(self._queue.get_nowait().operation.name, Count.SHADOW_DROPPED)
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)

    def offer(self, shadow: Shadow) -> None:
        """Compare it later, or count it as dropped."""
        try:
            self._queue.put_nowait(shadow)
        except asyncio.QueueFull:
            self._metrics.add(shadow.operation.name, Count.SHADOW_DROPPED)

    async def _work(self) -> None:
        while True:
            shadow = await self._queue.get()
            try:
                await self._compare(shadow)
            except asyncio.CancelledError:
                self._metrics.add(shadow.operation.name, Count.SHADOW_DROPPED)
                raise
            except Exception:  # A fault in a comparison must not end the worker.
                self._failed(shadow, "unexpected error", with_trace=True)
            finally:
                self._queue.task_done()

    async def _compare(self, shadow: Shadow) -> None:
        try:
            new = await self._target.send(shadow.ask, seconds=self._seconds)
        except TargetError as error:
            self._failed(shadow, str(error))
            return
        legacy = await shadow.legacy
        # What the legacy system fails to answer is counted there; there is nothing to compare with.
        if legacy is None or legacy.status >= _INTERNAL_ERROR:
            return
        if len(legacy.body) > LONGEST_ANSWER:
            self._failed(shadow, f"the legacy system answered more than {LONGEST_ANSWER} bytes")
            return
        try:
            if len(legacy.body) + len(new.body) > _IN_THREAD_BYTES:
                differences = await asyncio.to_thread(compare, shadow.operation, legacy, new)
            else:
                differences = compare(shadow.operation, legacy, new)
        except NotComparable as error:
            self._failed(shadow, str(error))
            return
        self._metrics.add(shadow.operation.name, Count.COMPARED)
        if differences:
            self._mismatch(shadow, differences)

    def _mismatch(self, shadow: Shadow, differences: tuple[Difference, ...]) -> None:
        self._metrics.add(shadow.operation.name, Count.MISMATCHES)
        if not self._lines.allows(f"{shadow.operation.name} differs"):
            return
        logger.warning(
            "Answers differ",
            operation=shadow.operation.name,
            request_id=shadow.request_id,
            differences=[{"field": each.field, "legacy": each.legacy, "new": each.new} for each in differences],
        )

    def _failed(self, shadow: Shadow, reason: str, *, with_trace: bool = False) -> None:
        self._metrics.add(shadow.operation.name, Count.SHADOW_FAILED)
        if not self._lines.allows(f"{shadow.operation.name} failed"):
            return
        logger.warning(
            "Shadow failed",
            operation=shadow.operation.name,
            request_id=shadow.request_id,
            reason=reason,
            exc_info=with_trace,
        )
