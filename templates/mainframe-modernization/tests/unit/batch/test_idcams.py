"""IDCAMS and IEBGENER: copies, deletions and condition codes."""

import sys
from pathlib import Path

import pytest

from tests.support.batch_jobs import Bench
from tests.support.batch_utilities import utility

THERE = frozenset({"BANK.WORK", "BANK.OTHER"})


def test_repro_copies(tmp_path: Path) -> None:
    found = utility(tmp_path, "IDCAMS", ["  REPRO -", "  INFILE(SYSUT1)-", "        OUTFILE(SYSUT2)"], b"records")

    assert (found.code, found.out) == (0, b"records")


def test_delete_names_what_is_there_and_ends_with_8_for_what_is_not(tmp_path: Path) -> None:
    found = utility(tmp_path, "IDCAMS", [" DELETE BANK.WORK PURGE", " DELETE (BANK.NONE BANK.OTHER)"], names=THERE)

    assert found.code == 8
    assert found.deleted == ["BANK.WORK", "BANK.OTHER"]
    assert "BANK.NONE is not there" in found.printed


@pytest.mark.parametrize(
    ("cards", "code"),
    [
        ([" DELETE BANK.NONE", " SET MAXCC = 0"], 0),
        ([" DELETE BANK.NONE", " IF LASTCC = 8 THEN SET MAXCC = 0"], 0),
        ([" DELETE BANK.NONE", " IF MAXCC LT 8 THEN SET MAXCC = 0"], 8),
        ([" DELETE BANK.NONE /* may be gone */", " DELETE BANK.WORK"], 8),
        ([" SET MAXCC = 12"], 12),
        (["/* nothing */"], 0),
    ],
)
def test_condition_codes_are_kept_set_and_compared(tmp_path: Path, cards: list[str], code: int) -> None:
    assert utility(tmp_path, "IDCAMS", cards, names=THERE).code == code


@pytest.mark.parametrize(
    ("card", "said"),
    [
        (" DEFINE CLUSTER (NAME(BANK.A))", "column 2 of ' DEFINE CLUSTER (NAME(BANK.A))': 'DEFINE' is not supported"),
        (" REPRO INFILE(SYSUT1) SKIP(5)", "column 23"),
        (" DELETE BANK.*", "column 9 of ' DELETE BANK.*': 'BANK.*' is no data set name; generic names"),
        (" DELETE BANK.WORK FORCE", "column 19"),
        (" REPRO INFILE(NONE) OUTFILE(SYSUT2)", "DD NONE is missing; the step has SYSIN, SYSUT1, SYSUT2"),
    ],
)
def test_what_is_not_supported_is_refused_with_statement_and_column(tmp_path: Path, card: str, said: str) -> None:
    found = utility(tmp_path, "IDCAMS", [card], names=THERE)

    assert found.code == 12
    assert said in found.printed
    assert (found.deleted, found.out) == ([], None)


def test_iebgener_copies_and_edits_nothing(tmp_path: Path) -> None:
    copied = utility(tmp_path, "IEBGENER", [], b"records")
    assert (copied.code, copied.out) == (0, b"records")

    refused = utility(tmp_path, "IEBGENER", ["  GENERATE MAXFLDS=1"], b"records")
    assert (refused.code, refused.out) == (12, None)
    assert "column 3 of '  GENERATE MAXFLDS=1'" in refused.printed


def test_a_step_deletes_what_idcams_named_when_it_ended(bench: Bench) -> None:
    bench.put("BANK.WORK", b"x")
    bench.put("BANK.KEPT", b"x")

    outcome = bench.step("program: IDCAMS\ndatasets: [{dd: SYSIN, instream: [' DELETE BANK.WORK']}]")

    assert outcome.code == 0, outcome
    assert bench.get("BANK.WORK") is None
    assert bench.get("BANK.KEPT") == b"x"


def test_a_utility_that_cannot_run_is_an_abend_and_no_return_code_1(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")

    assert bench.step("program: IEFBR14").abend
