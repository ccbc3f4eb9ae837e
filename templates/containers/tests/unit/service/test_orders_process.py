"""The service as the process that runs in the container: it starts, serves, and stops when it is told to."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
import requests
from orders.schema import orders
from sqlalchemy import Engine, text

from tests.unit.service.postgres import Server

START_SECONDS = 20


@dataclass
class Running:
    """A process of the service."""

    port: int
    process: subprocess.Popen[str]

    def get(self, path: str) -> requests.Response:
        return requests.get(f"http://127.0.0.1:{self.port}{path}", timeout=10)

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


@pytest.fixture
def running(server: Server, migrated: str, engine: Engine) -> Iterator[Running]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, **server.environment(migrated, PORT=str(port), VERSION="42")}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    process = subprocess.Popen(
        [sys.executable, "-m", "orders"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    started = Running(port, process)
    try:
        started.wait_until(listens=True)
        yield started
    finally:
        process.kill()
        process.wait()


def test_on_sigterm_the_request_in_flight_is_finished_and_no_other_is_taken(
    running: Running, server: Server, migrated: str, engine: Engine
) -> None:
    # Given a task that is ready, and a request that waits for the database
    assert running.get("/ready").json() == {"status": "ready"}
    assert running.get("/health").json() == {"status": "ok", "version": "42"}
    with ThreadPoolExecutor(1) as thread, engine.begin() as lock:
        lock.execute(text(f"LOCK TABLE {orders.name} IN ACCESS EXCLUSIVE MODE"))
        slow = thread.submit(running.get, f"/orders/{uuid4()}")
        server.wait_for_blocked_queries(migrated)
        # When ECS stops the task
        running.process.send_signal(signal.SIGTERM)
        running.wait_until(listens=False)
        assert not slow.done()
        lock.commit()
        # Then that request is answered, and the process ends by itself
        assert slow.result().status_code == 404
    code, log = running.stop()
    assert code == 0
    # And everything that it wrote is JSON of this service
    assert {line["service"] for line in log} == {"orders"}
    assert [line["status"] for line in log if line["message"] == "Request answered"] == [200, 200, 404]
