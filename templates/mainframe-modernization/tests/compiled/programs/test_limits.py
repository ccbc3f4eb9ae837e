"""How much a pool takes on, and how it ends."""

import asyncio

import pytest

from programs.errors import PoolBusy, ProgramError, ProgramLost
from programs.pool import Pool
from programs.process import Worker
from programs.program import Program
from programs.waiting import Waiting
from tests.support.programs_cobol import ask


def test_calls_beyond_those_that_may_wait_are_refused_at_once(program: Program) -> None:
    async def run() -> None:
        async with Pool(program, workers=1, timeout_seconds=5, waiting=1) as pool:
            running = asyncio.create_task(ask(pool, "SLEEP"))
            await asyncio.sleep(0.02)
            waits = asyncio.create_task(ask(pool, "DOUBLE", 1))
            await asyncio.sleep(0.02)
            with pytest.raises(PoolBusy, match="1 calls wait for program PROBE already") as busy:
                await ask(pool, "DOUBLE", 2)
            # Refused while both are under way.
            assert (running.done(), waits.done(), busy.value.retry_after) == (False, False, 1)
            assert (await waits)["PROBE-NUMBER"] == 2
            assert (await running)["PROBE-ACTION"] == "SLEEP"
            # Then there is room again.
            assert (await ask(pool, "DOUBLE", 2))["PROBE-NUMBER"] == 4

    asyncio.run(run())


def test_a_pool_where_nobody_may_wait_serves_whoever_finds_a_free_worker(program: Program) -> None:
    async def run() -> None:
        async with Pool(program, workers=1, timeout_seconds=5, waiting=0) as pool:
            assert (await ask(pool, "DOUBLE", 1))["PROBE-NUMBER"] == 2

    asyncio.run(run())


def test_a_call_does_not_wait_for_a_worker_for_ever(program: Program) -> None:
    async def run() -> None:
        async with Pool(program, workers=1, timeout_seconds=0.3) as pool:
            slow = asyncio.create_task(ask(pool, "LOOP"))
            next_one = asyncio.create_task(ask(pool, "LOOP"))
            await asyncio.sleep(0.01)
            with pytest.raises(PoolBusy, match=r"No worker for program PROBE became free within 0.3 seconds"):
                await ask(pool, "DOUBLE", 1)
            results = await asyncio.gather(slow, next_one, return_exceptions=True)
            assert [type(result) for result in results].count(ProgramLost) >= 1

    asyncio.run(run())


def test_a_caller_that_goes_away_leaves_no_answer_for_the_next_one(program: Program) -> None:
    async def run() -> None:
        async with Pool(program, workers=1, timeout_seconds=5) as pool:
            gone = asyncio.create_task(ask(pool, "SLEEP"))
            await asyncio.sleep(0.02)
            gone.cancel()
            answer = await ask(pool, "DOUBLE", 21)
            assert (answer["PROBE-ACTION"], answer["PROBE-NUMBER"]) == ("DOUBLE", 42)
            assert pool.lost == 0

    asyncio.run(run())


def test_closing_lets_the_call_in_flight_end_and_takes_no_other(program: Program) -> None:
    async def run() -> None:
        pool = Pool(program, workers=1, timeout_seconds=5)
        await pool.start()
        slow = asyncio.create_task(ask(pool, "SLEEP"))
        await asyncio.sleep(0.02)
        closing = asyncio.create_task(pool.close())
        await asyncio.sleep(0.02)
        with pytest.raises(PoolBusy, match="are being ended"):
            await ask(pool, "DOUBLE", 1)
        assert (await slow)["PROBE-ACTION"] == "SLEEP"
        await closing
        assert (pool.ready, pool.lost) == (0, 0)

    asyncio.run(run())


def test_no_worker_is_left_when_one_of_them_does_not_start(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Program] = []
    started: list[Worker] = []
    start = Worker.start

    async def only_the_first(program: Program) -> Worker:
        asked.append(program)
        if len(asked) > 1:
            raise ProgramError("A worker did not start: no memory")
        started.append(await start(program))
        return started[0]

    async def run() -> None:
        with pytest.raises(ProgramError, match="no memory"):
            await Pool(program, workers=2, timeout_seconds=5).start()
        assert not started[0].alive

    monkeypatch.setattr(Worker, "start", only_the_first)
    asyncio.run(run())


def test_how_many_calls_wait_is_told_on_average_and_a_call_that_finds_a_free_worker_waits_for_nothing(
    program: Program,
) -> None:
    now = 0.0
    waiting = Waiting(clock=lambda: now)
    assert waiting.average() == 0.0
    with waiting:
        pass
    now = 10.0
    assert waiting.average() == 0.0
    # Two calls wait from here on, one of them for half of the time.
    with waiting:
        with waiting:
            assert waiting.now == 2
            now = 15.0
        now = 20.0
        # Who asks again is told about the time since.
        assert waiting.average() == 1.5
        now = 30.0
        assert waiting.average() == 1.0
    assert (waiting.now, waiting.average()) == (0, 0.0)

    async def run() -> None:
        async with Pool(program, workers=1, timeout_seconds=5) as pool:
            pool.waiting.average()
            await asyncio.gather(*(ask(pool, "SLEEP") for _ in range(2)))
            # One of two waited while the other one ran.
            assert 0.3 < pool.waiting.average() < 0.7
            assert pool.waiting.now == 0

    asyncio.run(run())
