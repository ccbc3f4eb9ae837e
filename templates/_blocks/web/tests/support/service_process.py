"""A service as the process that runs in the container."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import requests

START_SECONDS = 30


@dataclass
class Running:
    """A process of the service."""

    port: int
    process: subprocess.Popen[str]

    def get(self, path: str) -> requests.Response:
        return requests.get(f"http://127.0.0.1:{self.port}{path}", timeout=10)

    def post(self, path: str, body: Any, headers: dict[str, str] | None = None) -> requests.Response:
        return requests.post(f"http://127.0.0.1:{self.port}{path}", json=body, headers=headers, timeout=10)

    def listens(self) -> bool:
        with socket.socket() as client:
            return client.connect_ex(("127.0.0.1", self.port)) == 0

    def wait_until(self, listens: bool) -> None:
        deadline = time.monotonic() + START_SECONDS
        while self.listens() != listens:
            assert time.monotonic() < deadline and (not listens or self.process.poll() is None)
            time.sleep(0.02)

    def stop(self) -> tuple[int, list[dict[str, Any]]]:
        """Wait for the end: the exit code, and all lines of the log."""
        output, errors = self.process.communicate(timeout=START_SECONDS)
        assert errors == ""
        return self.process.returncode, [json.loads(line) for line in output.splitlines()]


@contextmanager
def running(*python: str, environment: Mapping[str, str]) -> Iterator[Running]:
    """`python …` with these variables, and PORT, from the moment when it listens.

    python: what stands behind the name of the interpreter, for example "-m", "parcels".
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    variables = {**os.environ, **environment, "PORT": str(port), "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, *python]
    process = subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    started = Running(port, process)
    try:
        started.wait_until(listens=True)
        yield started
    finally:
        process.kill()
        process.wait()
