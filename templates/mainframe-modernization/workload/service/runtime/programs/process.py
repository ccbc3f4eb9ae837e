"""One worker process, seen from the pool."""

import asyncio
import logging
import os
import signal
import socket
import sys
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import Self

from programs.errors import ProgramError
from programs.frames import Ended, Frame, Kind
from programs.link import Link
from programs.program import Program

logger = logging.getLogger("programs")

START_SECONDS = 10.0
END_SECONDS = 2.0
# A worker needs the settings of libcob and no credentials: those of the service stay in the service.
PASSED_ON = ("COB_", "DB_HOME", "LANG", "LC_", "LD_LIBRARY_PATH", "PATH", "TZ")
# What a program DISPLAYs is logged in part only; the last lines tell why it ended.
MAX_LINE = 1_000
LINES_KEPT = 5


class Worker:
    """A started worker that has loaded its program."""

    def __init__(self, module: str, process: asyncio.subprocess.Process, link: Link) -> None:
        self._module, self._process, self._link = module, process, link
        self._said: deque[str] = deque(maxlen=LINES_KEPT)
        self._listening = asyncio.create_task(self._listen())

    @classmethod
    async def start(cls, program: Program) -> Self:
        """Start a process and wait until it is ready. Raises ProgramError: it cannot load the program."""
        ours, theirs = socket.socketpair()
        with theirs:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-S", "-m", "programs.worker"),
                *(str(theirs.fileno()), str(program.folder.absolute()), program.module, str(program.length)),
                *program.cancels,
                pass_fds=[theirs.fileno()],
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                env=_environment(),
                # Ctrl-C in a terminal is for the service, which then ends its workers itself.
                start_new_session=True,
            )
        _, link = await asyncio.get_running_loop().create_unix_connection(Link, sock=ours)
        worker = cls(program.module, process, link)
        try:
            async with asyncio.timeout(START_SECONDS):
                kind, content = await link.ready
        except (Ended, TimeoutError) as error:
            raise ProgramError(
                f"A worker for program {program.module} did not start: {await worker.end() or 'it said nothing'}"
            ) from error
        if kind is not Kind.READY:
            await worker.end()
            raise ProgramError(f"A worker did not start: {content.decode()}")
        return worker

    @property
    def alive(self) -> bool:
        """Whether it can be called."""
        return self._process.returncode is None and not self._link.closed

    def call(self, area: bytes) -> "asyncio.Future[Frame]":
        """Send an area; the result is the answer to it. Fails with frames.Ended."""
        return self._link.send(Kind.CALL, area)

    async def end(self, *, seconds: float = 0.0) -> str:
        """Close the connection, kill the process when it has not ended after `seconds`; returns its last words."""
        self._link.close()
        if seconds:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._process.wait()
        if self._process.returncode is None:
            # Not Process.kill, which would ask for the exit status that asyncio waits for.
            with suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGKILL)
        await self._process.wait()
        with suppress(TimeoutError):
            # A process that the program started may still hold the pipe.
            async with asyncio.timeout(END_SECONDS):
                await self._listening
        return " / ".join(self._said)

    async def _listen(self) -> None:
        """Log what the program DISPLAYs and what libcob complains about: unread, a full pipe would stop the program."""
        output = self._process.stdout
        assert output is not None, "start() asks for a pipe"
        while True:
            try:
                line = await output.readline()
            except ValueError:  # longer than asyncio's buffer, which it has dropped
                continue
            if not line:
                return
            text = line.decode(errors="replace").strip()[:MAX_LINE]
            if text:
                self._said.append(text)
                logger.info("Program wrote", extra={"program": self._module, "text": text})


def _environment() -> dict[str, str]:
    passed_on = {name: value for name, value in os.environ.items() if name.startswith(PASSED_ON)}
    return passed_on | {"PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONDONTWRITEBYTECODE": "1"}
