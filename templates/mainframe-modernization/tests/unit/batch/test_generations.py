"""Generation data groups: numbers that are there, that are not, and that are deleted."""

import pytest

from batch.catalogue import Entry
from batch.errors import DatasetError
from tests.support.batch_jobs import Bench


def test_a_generation_that_is_not_there_is_refused_with_what_is(bench: Bench) -> None:
    bench.program("COPY", "exit 0")

    with pytest.raises(DatasetError, match=r"BANK\.MASTER\(-1\) is not there: the group had 1 generations"):
        bench.put("BANK.MASTER.G0007V00", b"")
        bench.step("program: COPY\ndatasets: [{dd: IN, dataset: BANK.MASTER(-1)}]")


def test_earlier_generations_are_counted_over_gaps(bench: Bench) -> None:
    bench.program("COPY", 'cat "$DD_IN" > "$DD_OUT"')
    for number in (3, 7, 12):
        bench.put(f"BANK.MASTER.G{number:04d}V00", str(number).encode())

    bench.step("""
        program: COPY
        datasets:
        - {dd: IN, dataset: BANK.MASTER(-2)}
        - {dd: OUT, dataset: BANK.MASTER(+1), disposition: [NEW, CATLG]}
    """)

    assert bench.get("BANK.MASTER.G0013V00") == b"3"


def test_generations_above_the_limit_of_the_catalogue_are_deleted_after_a_new_one(bench: Bench) -> None:
    bench.catalogue["BANK.MASTER"] = Entry(generations=2)
    bench.program("NEW", 'echo > "$DD_OUT"; exit "$1"')
    for number in (1, 2):
        bench.put(f"BANK.MASTER.G{number:04d}V00", b"")
    text = """
        program: NEW
        parameter: "{}"
        datasets: [{{dd: OUT, dataset: BANK.MASTER(+1), disposition: [NEW, CATLG, DELETE]}}]
    """

    bench.step(text.format(16))
    assert bench.get("BANK.MASTER.G0001V00") == b""

    bench.step(text.format(0), execution="two")
    assert bench.get("BANK.MASTER.G0001V00") is None
    assert bench.get("BANK.MASTER.G0002V00") == b""
    assert bench.get("BANK.MASTER.G0003V00") == b"\n"
