"""A call gives values to a COBOL program and gets values back; the next call sees nothing of it."""

import asyncio
import logging
from decimal import Decimal
from pathlib import Path

import pytest

from programs.errors import ProgramError
from programs.pool import Pool
from programs.program import Program
from records.codec import RecordError
from tests.support.programs_cobol import ask, probe


def test_values_go_in_and_come_out_by_the_names_of_the_copybook(program: Program) -> None:
    async def run() -> dict[str, object]:
        async with Pool(program, workers=1, timeout_seconds=5) as pool:
            return await ask(pool, "DOUBLE", Decimal("-12.25"))

    left = asyncio.run(run())
    assert left == {"PROBE-ACTION": "DOUBLE", "PROBE-NUMBER": Decimal("-24.50"), "PROBE-CALLS": 1, "PROBE-SEEN": ""}


def test_the_second_request_sees_nothing_of_the_first(program: Program) -> None:
    async def run() -> list[tuple[object, object]]:
        async with Pool(program, workers=1, timeout_seconds=5) as pool:
            answers = [await ask(pool, action) for action in ("DOUBLE", "SAY", "DOUBLE")]
            return [(answer["PROBE-CALLS"], answer["PROBE-SEEN"]) for answer in answers]

    assert asyncio.run(run()) == [(1, "")] * 3


def test_a_return_code_does_not_stay_for_the_next_call(program: Program) -> None:
    async def run() -> None:
        async with Pool(program, workers=1, timeout_seconds=5) as pool:
            for _ in range(2):
                with pytest.raises(ProgramError, match="Program PROBE ended with RETURN-CODE 12"):
                    await ask(pool, "CODE", 12)
                assert (await ask(pool, "CODE", 4))["PROBE-CALLS"] == 1
                assert (await ask(pool, "SAY"))["PROBE-CALLS"] == 1
            # It answered, so its worker is not lost.
            assert (pool.lost, pool.ready) == (0, 1)

    asyncio.run(run())


def test_a_value_that_does_not_fit_its_picture_never_reaches_the_program(program: Program) -> None:
    async def run() -> None:
        async with Pool(program, workers=1, timeout_seconds=5) as pool:
            with pytest.raises(RecordError, match="PROBE-NUMBER at offset 8"):
                await ask(pool, "DOUBLE", Decimal("99999999.00"))

    asyncio.run(run())


def test_what_the_program_displays_is_logged_and_spoils_no_reply(
    program: Program, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> None:
        async with Pool(program, workers=1, timeout_seconds=5) as pool:
            assert (await ask(pool, "SAY"))["PROBE-ACTION"] == "SAY"

    with caplog.at_level(logging.INFO, "programs"):
        asyncio.run(run())
    wrote = [vars(record) for record in caplog.records if record.message == "Program wrote"]
    # Debian's libcob 3.2 says at its start which libxml it was built with.
    assert [line["program"] for line in wrote if line["text"] == "HELLO FROM COBOL"] == ["PROBE"]


def test_a_program_that_displays_more_than_a_pipe_holds_is_not_stopped_by_it(program: Program) -> None:
    async def run() -> None:
        async with Pool(program, workers=1, timeout_seconds=20) as pool:
            assert (await ask(pool, "FLOOD"))["PROBE-ACTION"] == "FLOOD"

    asyncio.run(run())


def test_workers_answer_at_the_same_time_each_its_own_caller(program: Program) -> None:
    async def run() -> list[object]:
        async with Pool(program, workers=2, timeout_seconds=5) as pool:
            assert pool.ready == 2
            asked = (ask(pool, "DOUBLE", number) for number in range(8))
            return [answer["PROBE-NUMBER"] for answer in await asyncio.gather(*asked)]

    assert asyncio.run(run()) == [2 * number for number in range(8)]


def test_a_program_that_is_missing_is_told_before_the_first_call(folder: Path) -> None:
    async def run() -> None:
        async with Pool(probe(folder, "ABSENT"), workers=2, timeout_seconds=5):
            pytest.fail("it started")

    with pytest.raises(ProgramError, match=r"program ABSENT cannot be loaded from .*: build|ABSENT.*`make cobol`"):
        asyncio.run(run())
