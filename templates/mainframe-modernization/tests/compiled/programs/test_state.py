"""No call sees anything of the call before, whichever way its program forgets."""

import asyncio
from pathlib import Path

import pytest

from programs.pool import Pool
from programs.program import Program
from tests.support.programs_cobol import COUNTER, SOURCE, ask, compiled, probe

# Enough for a program that reads freed memory to crash: a few were.
CALLS = 300


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """PROBE, an INITIAL program as ACCTINQ is one, PROBE2, which is none, and COUNTER, which they call."""
    made = compiled(tmp_path_factory.mktemp("state"), source=SOURCE.replace("PROBE.\n", "PROBE IS INITIAL.\n", 1))
    compiled(made, "COUNTER", COUNTER, copybooks=made)
    other = SOURCE.replace("PROGRAM-ID. PROBE.", "PROGRAM-ID. PROBE2.").replace("PROGRAM PROBE.", "PROGRAM PROBE2.")
    return compiled(made, "PROBE2", other, copybooks=made)


def seen(program: Program, action: str) -> set[tuple[object, object]]:
    """What many calls of one worker found: their counters, and the action of the call before."""

    async def run() -> set[tuple[object, object]]:
        async with Pool(program, workers=1, timeout_seconds=5) as pool:
            answers = [await ask(pool, action) for _ in range(CALLS)]
            assert pool.lost == 0
            return {(answer["PROBE-CALLS"], answer["PROBE-SEEN"]) for answer in answers}

    return asyncio.run(run())


def test_an_initial_program_forgets_by_itself_and_is_not_cancelled(folder: Path) -> None:
    assert seen(probe(folder, cancels=()), "DOUBLE") == {(1, "")}


def test_another_program_is_cancelled_after_each_call(folder: Path) -> None:
    assert seen(probe(folder, "PROBE2"), "DOUBLE") == {(1, "")}


def test_a_program_that_nobody_cancels_remembers(folder: Path) -> None:
    assert len(seen(probe(folder, "PROBE2", cancels=()), "DOUBLE")) == CALLS


def test_a_program_that_is_called_by_the_program_is_cancelled_when_it_is_named(folder: Path) -> None:
    assert seen(probe(folder, "PROBE2", cancels=("PROBE2", "COUNTER")), "COUNT") == {(1, "")}
    assert len(seen(probe(folder, "PROBE2"), "COUNT")) == CALLS
