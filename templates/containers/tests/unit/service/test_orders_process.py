"""The service as the process that runs in the container: it starts, serves, and stops when it is told to."""

import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from orders.schema import orders
from sqlalchemy import Engine, text

from tests.support import service_process
from tests.support.postgres import Server
from tests.support.service_process import Running


@pytest.fixture
def running(server: Server, migrated: str, engine: Engine) -> Iterator[Running]:
    environment = server.environment(migrated, VERSION="42", SERVICE_NAME="orders")
    with service_process.running("-m", "orders", environment=environment) as started:
        yield started


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
