"""`make run` of a serverless repository, as a person at a terminal has it: started, asked, ended with Ctrl-C."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import psutil
from tools import environment

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
START_SECONDS = 120


class Run:
    """A service that was started: its `address`, and its `process`, which make would have started."""

    def __init__(self, process: "subprocess.Popen[bytes]", log: Path) -> None:
        self.process, self._log = process, log
        found = until(lambda: ADDRESS.search(self.said()), process, self.said)
        self.address = found[0]

    def said(self) -> str:
        """All that the terminal shows."""
        return self._log.read_text("utf-8")

    def ask(self, path: str, body: Any = None, method: str | None = None) -> tuple[int, Any]:
        """Status and JSON of an answer."""
        data = None if body is None else json.dumps(body).encode()
        request = Request(self.address + path, data, {"Content-Type": "application/json"}, method=method)  # noqa: S310
        try:
            with urlopen(request, timeout=30) as answer:  # noqa: S310 - an address of this machine
                return answer.status, json.load(answer)
        except HTTPError as error:
            return error.code, json.load(error)

    def until(self, path: str, good: Callable[[tuple[int, Any]], bool]) -> tuple[int, Any]:
        """The first answer that is good."""
        return until(lambda: found if good(found := self.ask(path)) else None, self.process, self.said)

    def until_said(self, text: str) -> None:
        """Wait until the terminal shows it."""
        until(lambda: text in self.said(), self.process, self.said)

    def family(self) -> list[psutil.Process]:
        """The processes that it started."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def interrupt(self) -> int:
        """Ctrl-C, which the terminal sends to the whole group. Returns the exit code."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(timeout=30)


def until(look: Callable[[], Any], process: "subprocess.Popen[bytes]", said: Callable[[], str]) -> Any:
    """What `look` finds, as soon as it finds something."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if found := look():
                return found
        except (URLError, ConnectionError):
            pass
        time.sleep(0.05)
    raise AssertionError(f"nothing came of it:\n{said()}")


@contextmanager
def running(repository: Path, *options: str) -> Iterator[Run]:
    """What `make run` starts, in a process group of its own, on a free port."""
    log = repository / "build" / "terminal.log"
    log.parent.mkdir(exist_ok=True)
    with log.open("wb") as written:
        command = [sys.executable, "-m", "tests.support.local", "--port", str(free_port()), *options]
        process = subprocess.Popen(
            command, cwd=repository, env=environment(), stdout=written, stderr=written, start_new_session=True
        )
        try:
            yield Run(process, log)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(timeout=30)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
