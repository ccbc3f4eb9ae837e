"""DAILY and then MONTHEND on the sample data leave what the golden cases of their programs say."""

import io
from collections.abc import Mapping
from pathlib import Path

import pytest

from batch.catalogue import Entry, read_catalogue
from batch.definition import read_job
from batch.local_run import run_job, seed
from tests.support.golden_files import GOLDEN, ROOT
from tests.support.golden_runs import compiled


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("programs")
    for program in ("ACCTPOST", "INTCALC", "STMTRPT"):
        compiled(program, folder)
    return folder


def test_daily_and_month_end_leave_the_golden_masters(programs: Path, tmp_path: Path) -> None:
    catalogue, datasets = read_catalogue(ROOT / "jobs/datasets.yaml"), tmp_path / "datasets"
    seed(datasets, ROOT / "data/ebcdic", catalogue)

    codes = [_run(job, datasets, catalogue, programs) for job in ("DAILY", "MONTHEND")]

    # 8 for the invalid master records, which are there on purpose.
    assert codes == [8, 8]
    masters = [_generation(datasets, "BANK.ACCOUNT.MASTER", number) for number in (1, 2, 3)]
    cases = ("post-day/ACCTIN", "post-day/ACCTOUT", "interest-january/ACCTOUT")
    assert masters == [(ROOT / GOLDEN / f"{case}.ebcdic").read_bytes() for case in cases]
    assert _generation(datasets, "BANK.ACCOUNT.REJECTS", 1), "the day has rejects"
    assert not list(datasets.glob("BANK.OPS.NOTICE*")), "a month end that went well sends no notice"


def test_month_end_sends_a_notice_instead_of_statements_when_interest_failed(programs: Path, tmp_path: Path) -> None:
    catalogue, datasets = read_catalogue(ROOT / "jobs/datasets.yaml"), tmp_path / "datasets"
    seed(datasets, ROOT / "data/ebcdic", catalogue)

    code = _run("MONTHEND", datasets, catalogue, programs, PERIOD="20261301")

    assert code == 12
    assert b"INTEREST FAILED" in _generation(datasets, "BANK.OPS.NOTICE", 1)
    assert not list(datasets.glob("BANK.ACCOUNT.STMTS*"))


def test_what_a_job_left_that_ended_with_12_is_not_the_master_of_the_next(programs: Path, tmp_path: Path) -> None:
    catalogue, datasets = read_catalogue(ROOT / "jobs/datasets.yaml"), tmp_path / "datasets"
    seed(datasets, ROOT / "data/ebcdic", catalogue)

    wrong = [
        _run("DAILY", datasets, catalogue, programs, RUNDATE="2026-01-31"),
        _run("MONTHEND", datasets, catalogue, programs, PERIOD="20261301"),
    ]
    assert wrong == [12, 12]
    left = [path.name for path in datasets.iterdir() if path.name.startswith("BANK.ACCOUNT.")]
    assert left == ["BANK.ACCOUNT.MASTER.G0001V00"]

    assert _run("DAILY", datasets, catalogue, programs) == 8
    assert _generation(datasets, "BANK.ACCOUNT.MASTER", 2) == (ROOT / GOLDEN / "post-day/ACCTOUT.ebcdic").read_bytes()


@pytest.mark.parametrize("job", ["DAILY", "MONTHEND"])
def test_an_empty_master_is_refused(job: str, programs: Path, tmp_path: Path) -> None:
    catalogue, datasets = read_catalogue(ROOT / "jobs/datasets.yaml"), tmp_path / "datasets"
    seed(datasets, ROOT / "data/ebcdic", catalogue)
    (datasets / "BANK.ACCOUNT.MASTER.G0002V00").touch()

    assert _run(job, datasets, catalogue, programs) == 12
    assert not (datasets / "BANK.ACCOUNT.MASTER.G0003V00").exists()


def _run(job: str, datasets: Path, catalogue: Mapping[str, Entry], programs: Path, **symbols: str) -> int:
    return run_job(
        read_job(ROOT / f"jobs/{job}.yaml"),
        datasets,
        catalogue=catalogue,
        programs=programs,
        copybooks=ROOT / "cpy",
        symbols=symbols,
        out=io.StringIO(),
    )


def _generation(datasets: Path, name: str, number: int) -> bytes:
    return (datasets / f"{name}.G{number:04d}V00").read_bytes()
