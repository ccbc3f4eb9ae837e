"""A task writes nothing when it lost its lock, nobody waits for it, or ECS stops it."""

import os
import signal
import threading
import time

import pytest

from tests.support.batch_containers import Container, StepFunctions
from tests.support.batch_jobs import Bench
from tests.support.batch_tasks import outputs, own, start


def test_a_lock_that_is_lost_while_the_program_runs_keeps_its_output_back(
    task_container: Container, step_functions: StepFunctions, bench: Bench
) -> None:
    bench.program("PROG", f'printf abcd > "$DD_OUT"; touch {bench.folder}/running; sleep 1')
    threading.Thread(target=_take_over, args=(bench,)).start()

    assert start(task_container) == 1

    assert step_functions.reported[0]["error"] == "Batch.LockLost"
    assert outputs() == []


def _take_over(bench: Bench) -> None:
    _until_it_runs(bench)
    own("another")


def _terminate(bench: Bench) -> None:
    _until_it_runs(bench)
    os.kill(os.getpid(), signal.SIGTERM)


def _until_it_runs(bench: Bench) -> None:
    until = time.monotonic() + 30
    while not (bench.folder / "running").exists() and time.monotonic() < until:
        time.sleep(0.01)


def test_a_task_that_nobody_waits_for_ends_its_program_and_writes_nothing(
    task_container: Container, step_functions: StepFunctions, bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.program("PROG", f'printf abcd > "$DD_OUT"; touch {bench.folder}/running; sleep 60')
    task_container.settings["HEARTBEAT_SECONDS"] = "1"
    step_functions.gone = True
    before = time.monotonic()

    assert start(task_container) == 1

    assert time.monotonic() - before < 30
    assert outputs() == []
    assert "no longer waits for this task of POST" in capsys.readouterr().out


def test_sigterm_ends_the_program_and_asks_for_another_try(
    task_container: Container, step_functions: StepFunctions, bench: Bench
) -> None:
    bench.program("PROG", f'printf abcd > "$DD_OUT"; touch {bench.folder}/running; sleep 60')
    before = signal.getsignal(signal.SIGTERM)
    threading.Thread(target=_terminate, args=(bench,)).start()
    try:
        assert start(task_container) == 1
    finally:
        signal.signal(signal.SIGTERM, before)

    assert step_functions.reported[0]["error"] == "Batch.Infrastructure"
    assert outputs() == []
