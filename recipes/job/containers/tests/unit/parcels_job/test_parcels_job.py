"""The job does what was due, once at a time and not for ever, on a real PostgreSQL."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from unittest.mock import MagicMock

import pytest
import sqlalchemy as sa
from parcels_job import __main__, alone

from tests.support import postgres
from tests.support.postgres import Server
from tests.support.service_log import Lines, captured

DUE = "2030-01-02T03:00:00Z"


@pytest.fixture(scope="session")
def server(pytestconfig: pytest.Config) -> Server:
    return postgres.started(pytestconfig)


@pytest.fixture
def variables(server: Server) -> Iterator[dict[str, str]]:
    """Of its container, on an empty database."""
    with server.database() as name:
        yield server.environment(name, DUE=DUE)


@pytest.fixture
def other(server: Server, variables: dict[str, str]) -> Iterator[sa.Engine]:
    """Connections of another run, to the same database."""
    engine = sa.create_engine(server.url.set(database=variables["DATABASE_NAME"]))
    yield engine
    engine.dispose()


@pytest.fixture
def log() -> Iterator[Lines]:
    with captured() as lines:
        yield lines


@pytest.fixture(autouse=True)
def container(variables: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    # The log of the test stays, and the time limit is that of a process: see below.
    monkeypatch.setattr(__main__, "observability", SimpleNamespace(configure=lambda *_, **__: None))
    monkeypatch.setattr(__main__, "faulthandler", MagicMock())


def test_the_job_knows_which_time_was_due(log: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[datetime] = []
    monkeypatch.setattr(__main__, "run", lambda due, engine: ran.append(due))
    __main__.main()
    assert ran == [datetime(2030, 1, 2, 3, tzinfo=UTC)]
    assert log()[-1]["message"] == "Job done"


def test_the_work_uses_the_database_while_the_job_is_alone(log: Lines) -> None:
    __main__.main()
    assert [each["message"] for each in log()] == ["Work done", "Job done"]


def test_a_job_that_fails_ends_with_one_and_says_which_time_was_due(
    log: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(due: datetime, engine: sa.Engine) -> None:
        raise RuntimeError("the carrier does not answer")

    monkeypatch.setattr(__main__, "run", fail)
    with pytest.raises(SystemExit) as ended:
        __main__.main()
    assert ended.value.code == 1
    assert (log()[-1]["message"], log()[-1]["due"]) == ("Job failed", "2030-01-02T03:00:00+00:00")
    assert "the carrier does not answer" in log()[-1]["exception"]


def test_a_second_run_is_left_out_while_the_first_is_under_way_and_not_after_it(
    other: sa.Engine, log: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[datetime] = []
    monkeypatch.setattr(__main__, "run", lambda due, engine: ran.append(due))
    with alone.alone(other) as first:
        assert first
        __main__.main()
        assert ran == []
        assert log()[-1]["message"].startswith("Job left out")
    __main__.main()
    assert len(ran) == 1


def test_a_run_that_died_is_in_nobodys_way(other: sa.Engine, server: Server) -> None:
    with other.connect() as dead:
        dead.execute(alone.LOCK)
        process = dead.execute(sa.text("SELECT pg_backend_pid()")).scalar_one()
        server.execute(f"SELECT pg_terminate_backend({process}, 5000)")
        dead.invalidate()
    with alone.alone(other) as second:
        assert second


def test_a_job_that_takes_too_long_ends_with_one_and_its_log_says_where_it_was(variables: dict[str, str]) -> None:
    program = (
        "import time; from parcels_job import __main__ as job; job.run = lambda *_: time.sleep(60); "
        "job.main(longest_seconds=0.5)"
    )
    environment = {**os.environ, **variables, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == 1
    assert "Timeout" in done.stderr and "parcels_job" in done.stderr


def test_started_by_hand_it_is_due_now_and_a_missing_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DUE")
    ran: list[datetime] = []
    monkeypatch.setattr(__main__, "run", lambda due, engine: ran.append(due))
    __main__.main()
    assert abs((datetime.now(UTC) - ran[0]).total_seconds()) < 60
    monkeypatch.delenv("DATABASE_HOST")
    with pytest.raises(SystemExit, match="DATABASE_HOST"):
        __main__.main()
