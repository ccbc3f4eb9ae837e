"""Whatever ends a worker: its caller gets an error, it is counted, another worker takes its place."""

import asyncio
import logging
import os
import signal
import time

import pytest

from programs.errors import ProgramLost
from programs.pool import Pool
from programs.program import Program
from tests.support.programs_cobol import ask, until


def replaced(pool: Pool) -> bool:
    return pool.ready == 1


@pytest.mark.parametrize(
    ("action", "sentence", "said"),
    [
        ("STOP", "Program PROBE ended without a reply", ""),
        ("ABEND", "Program PROBE ended without a reply", "signal"),
        ("ERROR", "Program PROBE ended without a reply", "NOTHERE"),
        ("BEYOND", "the program wrote past the end of its area of 25 bytes", ""),
    ],
)
def test_a_program_that_ends_its_process_loses_one_worker_and_no_other_call(
    program: Program, caplog: pytest.LogCaptureFixture, action: str, sentence: str, said: str
) -> None:
    async def run() -> None:
        async with Pool(program, workers=1, timeout_seconds=5) as pool:
            assert (await ask(pool, "DOUBLE", 1))["PROBE-NUMBER"] == 2
            with pytest.raises(ProgramLost, match=sentence) as lost:
                await ask(pool, action)
            assert pool.lost == 1 and not lost.value.timed_out
            # The next call waits for the new worker, which starts meanwhile.
            assert (await ask(pool, "DOUBLE", 2))["PROBE-NUMBER"] == 4
            assert (pool.lost, pool.ready) == (1, 1)

    with caplog.at_level(logging.ERROR, "programs"):
        asyncio.run(run())
    (line,) = [vars(record) for record in caplog.records]
    assert line["message"] == "Worker lost" and line["counts"] == "WorkersLost"
    assert said in line["said"]


def test_an_endless_loop_is_ended_after_the_time_of_a_call(program: Program) -> None:
    async def run() -> None:
        async with Pool(program, workers=1, timeout_seconds=0.5) as pool:
            began = time.monotonic()
            with pytest.raises(ProgramLost, match=r"Program PROBE did not reply within 0.5 seconds") as lost:
                await ask(pool, "LOOP")
            assert lost.value.timed_out and time.monotonic() - began < 5
            await until(lambda: replaced(pool), asyncio.sleep)
            assert (await ask(pool, "DOUBLE", 1))["PROBE-NUMBER"] == 2
            assert pool.lost == 1

    asyncio.run(run())


def test_one_lost_worker_does_not_disturb_the_call_of_another(program: Program) -> None:
    async def run() -> None:
        async with Pool(program, workers=2, timeout_seconds=5) as pool:
            slow = asyncio.create_task(ask(pool, "SLEEP"))
            await asyncio.sleep(0.05)
            with pytest.raises(ProgramLost):
                await ask(pool, "STOP")
            assert (await slow)["PROBE-ACTION"] == "SLEEP"

    asyncio.run(run())


def test_a_worker_that_was_killed_between_two_calls_costs_no_call(program: Program) -> None:
    async def run() -> None:
        async with Pool(program, workers=1, timeout_seconds=5) as pool:
            (worker,) = pool.workers.all
            os.kill(worker._process.pid, signal.SIGKILL)
            await until(lambda: not worker.alive, asyncio.sleep)
            assert pool.ready == 0
            assert (await ask(pool, "DOUBLE", 1))["PROBE-NUMBER"] == 2
            assert (pool.lost, pool.ready) == (1, 1)

    asyncio.run(run())


def test_a_worker_that_does_not_start_again_is_tried_until_it_does(program: Program) -> None:
    async def run() -> None:
        async with Pool(program, workers=1, timeout_seconds=5) as pool:
            module = program.folder / "PROBE.so"
            hidden = module.rename(module.with_suffix(".hidden"))
            try:
                with pytest.raises(ProgramLost):
                    await ask(pool, "STOP")
                await asyncio.sleep(0.3)
                assert pool.ready == 0
            finally:
                hidden.rename(module)
            await until(lambda: replaced(pool), asyncio.sleep)
            assert (await ask(pool, "DOUBLE", 1))["PROBE-NUMBER"] == 2

    asyncio.run(run())
