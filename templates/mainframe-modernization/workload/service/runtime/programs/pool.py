"""The pool of workers that call one program: `await pool.call(values)`."""

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Self

from programs.errors import PoolBusy, ProgramError, ProgramLost
from programs.frames import RETURN_CODE, Ended, Frame, Kind
from programs.process import Worker
from programs.program import Program
from programs.waiting import Waiting
from programs.workers import Workers


class Pool:
    """Workers that are started before the first call. Belongs to the event loop that started it."""

    def __init__(self, program: Program, *, workers: int, timeout_seconds: float, waiting: int | None = None) -> None:
        """timeout_seconds: of one call, and of the wait for a free worker before it.

        waiting: calls that may wait for a worker; more are refused at once. Four per worker, unless given.
        """
        self.program, self.workers = program, Workers(program)
        self._number, self._timeout = workers, timeout_seconds
        self._most_waiting = 4 * workers if waiting is None else waiting
        self.waiting = Waiting()
        self._calls: set[asyncio.Future[Frame]] = set()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @property
    def ready(self) -> int:
        """Workers that run now."""
        return sum(worker.alive for worker in self.workers.all)

    @property
    def lost(self) -> int:
        """Workers that ended without a reply, or had to be ended, since the start."""
        return self.workers.lost

    async def start(self) -> None:
        """Start all workers. Raises ProgramError: one does not start; then none runs."""
        await self.workers.start(self._number)

    async def call(self, values: Mapping[str, object]) -> dict[str, object]:
        """CALL the program with these values in its area, and return the values that it left there.

        Raises ProgramLost, PoolBusy, ProgramError, and records.codec.RecordError for values that do not fit.
        """
        return self.program.decode(await self.call_area(self.program.encode(values)))

    async def call_area(self, area: bytes) -> bytes:
        """The same with the bytes of the area. A caller that is cancelled leaves the worker to finish its call."""
        worker = await self._free_worker()
        answer = worker.call(area)
        self._calls.add(answer)
        late = asyncio.get_running_loop().call_later(self._timeout, _give_up, answer)
        answer.add_done_callback(partial(self._answered, worker, late))
        module = self.program.module
        try:
            kind, content = await asyncio.shield(answer)
        except TimeoutError as error:
            raise ProgramLost(
                f"Program {module} did not reply within {self._timeout:g} seconds", timed_out=True
            ) from error
        except Ended as error:
            raise ProgramLost(f"Program {module} ended without a reply") from error
        if kind is not Kind.REPLY:
            raise ProgramLost(f"A call of program {module} failed: {content.decode(errors='replace')}")
        (return_code,) = RETURN_CODE.unpack_from(content)
        if not 0 <= return_code <= self.program.highest_return_code:
            raise ProgramError(f"Program {module} ended with RETURN-CODE {return_code}")
        return content[RETURN_CODE.size :]

    async def close(self) -> None:
        """Refuse new calls, let those in flight end, then end the workers."""
        self.workers.closing.set()
        await asyncio.gather(*self._calls, return_exceptions=True)
        await self.workers.end()

    async def _free_worker(self) -> Worker:
        waiting = self.waiting.now
        if (self.workers.free.empty() or waiting) and waiting >= self._most_waiting:
            raise PoolBusy(f"{waiting} calls wait for program {self.program.module} already")
        try:
            with self.waiting:
                async with asyncio.timeout(self._timeout):
                    while not self.workers.closing.is_set():
                        if (worker := await self.workers.free.get()).alive:
                            return worker
                        self.workers.lose(worker, "it ended between two calls")
        except TimeoutError as error:
            raise PoolBusy(
                f"No worker for program {self.program.module} became free within {self._timeout:g} seconds"
            ) from error
        raise PoolBusy(f"The workers for program {self.program.module} are being ended")

    def _answered(self, worker: Worker, late: asyncio.TimerHandle, answer: "asyncio.Future[Frame]") -> None:
        """Whatever became of the caller: the worker is free again, or lost."""
        late.cancel()
        self._calls.discard(answer)
        if (error := answer.exception()) is not None:
            late_or_gone = "it did not reply in time" if isinstance(error, TimeoutError) else "it ended in a call"
            self.workers.lose(worker, late_or_gone)
        elif answer.result()[0] is not Kind.REPLY:
            self.workers.lose(worker, answer.result()[1].decode(errors="replace"))
        else:
            self.workers.free.put_nowait(worker)


def _give_up(answer: "asyncio.Future[Frame]") -> None:
    if not answer.done():
        answer.set_exception(TimeoutError())
