"""The workers of a pool: started, lost, replaced, ended."""

import asyncio
import logging
from collections.abc import Coroutine
from contextlib import suppress

from programs.errors import ProgramError
from programs.process import END_SECONDS, Worker
from programs.program import Program

logger = logging.getLogger("programs")

# How long to wait before a worker is started again that did not start.
FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 5.0


class Workers:
    """free: those without a call. lost: how many ended without a reply, or had to be ended, since the start."""

    def __init__(self, program: Program) -> None:
        self.free: asyncio.Queue[Worker] = asyncio.Queue()
        self.all: set[Worker] = set()
        self.lost = 0
        self.closing = asyncio.Event()
        self._program = program
        self._repairs: set[asyncio.Task[None]] = set()

    async def start(self, number: int) -> None:
        """Start so many at once. Raises ProgramError: one does not start; then none runs."""
        started = await asyncio.gather(*(self._start_one() for _ in range(number)), return_exceptions=True)
        for failure in started:
            if isinstance(failure, BaseException):
                await self.end()
                raise failure

    def lose(self, worker: Worker, reason: str) -> None:
        """Count it, end what is left of it, log why, and start another one."""
        self.lost += 1
        self.all.discard(worker)
        for repair in (self._bury(worker, reason), self._replace()):
            self._repair(repair)

    async def end(self) -> None:
        """End all, those that are just being replaced too. Calls in flight are lost: wait for them before."""
        self.closing.set()
        await asyncio.gather(*self._repairs)
        await asyncio.gather(*(worker.end(seconds=END_SECONDS) for worker in self.all))
        self.all.clear()

    async def _start_one(self) -> None:
        worker = await Worker.start(self._program)
        self.all.add(worker)
        self.free.put_nowait(worker)

    def _repair(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._repairs.add(task)
        task.add_done_callback(self._repairs.discard)

    async def _bury(self, worker: Worker, reason: str) -> None:
        said = await worker.end()
        # `counts` adds one to a metric, see web.observability.
        extra = {"program": self._program.module, "reason": reason, "said": said, "counts": "WorkersLost"}
        logger.error("Worker lost", extra=extra)

    async def _replace(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        while not self.closing.is_set():
            try:
                return await self._start_one()
            except (ProgramError, OSError) as error:
                logger.error("Worker not replaced, trying again", extra={"reason": str(error)})
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self.closing.wait()
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
