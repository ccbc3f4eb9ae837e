"""The service as the process that runs in the container: it starts, serves, and stops when it is told to."""

import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from accounts.store import AccountStore
from tests.support import accounts_postgres, service_process
from tests.support.accounts_examples import CHECKING
from tests.support.accounts_service import POSTING
from tests.support.accounts_stores import COPYBOOKS
from tests.support.postgres import Server
from tests.support.service_process import Running


@pytest.fixture
def service(store: AccountStore, server: Server, migrated: str, programs_folder: Path) -> Iterator[Running]:
    folders = {"PROGRAMS_FOLDER": str(programs_folder), "COPYBOOKS_FOLDER": str(COPYBOOKS)}
    environment = accounts_postgres.environment(server, migrated, VERSION="42", **folders)
    with service_process.running("-m", "accounts", environment=environment) as started:
        yield started


def workers_of(service: Running) -> list[int]:
    """Processes of this service that run a program."""
    children = Path(f"/proc/{service.process.pid}/task").glob("*/children")
    return [int(child) for each in children for child in each.read_text().split()]


def test_on_sigterm_the_posting_in_flight_is_finished_and_no_worker_is_left(
    service: Running, server: Server, migrated: str, store: AccountStore
) -> None:
    # Given a task with workers before its first request, and a posting that waits for the database
    workers = workers_of(service)
    assert len(workers) == 2
    assert service.get("/ready").json() == {"status": "ready"}
    assert service.get("/health").json() == {"status": "ok", "version": "42"}
    assert service.get(f"/accounts/{CHECKING}").json()["available"] == "150.00"
    path, key = f"/accounts/{CHECKING}/postings", {"idempotency-key": "key-1"}
    with ThreadPoolExecutor(1) as thread, server.engine(migrated) as other, other.begin() as lock:
        lock.execute(text("LOCK TABLE postings IN ACCESS EXCLUSIVE MODE"))
        slow = thread.submit(service.post, path, POSTING, key)
        server.wait_for_blocked_queries(migrated)
        # When ECS stops the task
        service.process.send_signal(signal.SIGTERM)
        service.wait_until(listens=False)
        assert not slow.done()
        lock.commit()
        # Then that posting is made and answered, and the process ends by itself
        assert slow.result().status_code == 201
    code, log = service.stop()
    assert code == 0
    assert store.posted(CHECKING, "key-1") is not None
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)
    # And everything that it wrote is JSON of this service
    assert {line["service"] for line in log} == {"accounts"}
    assert [line["status"] for line in log if line["message"] == "Request answered"] == [200, 200, 200, 201]
