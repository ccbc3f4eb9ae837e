"""The sample day of the parallel run is reconciled as equal, whatever code page was chosen, and a fault is found."""

import io
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from batch.catalogue import read_catalogue
from batch.definition import read_job
from batch.local_run import run_job
from records.code_pages import CodePage
from tests.support.golden_files import ROOT
from tests.support.golden_runs import changed, compiled
from tests.support.parallel_data import inputs
from tests.support.parallel_run import PARALLEL, steps
from tests.support.parallel_sample import SAMPLE

JOB = read_job(ROOT / f"jobs/{PARALLEL}.yaml")


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("programs")
    for program in ("ACCTPOST", "STMTRPT"):
        compiled(program, folder)
    return folder


def day(folder: Path, programs: Path, page: CodePage) -> dict[str, Any]:
    """The results of all reconciliations."""
    for name in inputs(JOB):
        shutil.copy(ROOT / SAMPLE[name], folder / name)
    catalogue = {
        name: entry if entry.code_page is CodePage.ASCII else replace(entry, code_page=page)
        for name, entry in read_catalogue(ROOT / "jobs/datasets.yaml").items()
    }
    run_job(JOB, folder, catalogue=catalogue, programs=programs, copybooks=ROOT / "cpy", out=io.StringIO())
    return {path.name: json.loads(path.read_text("utf-8")) for path in folder.glob("*.RESULT.G0001V00")}


def test_the_sample_has_every_data_set_that_its_jobs_read_and_no_other() -> None:
    jobs = [JOB, read_job(ROOT / "jobs/LOAD.yaml")]
    assert {name for job in jobs for name in inputs(job)} == set(SAMPLE)


@pytest.mark.parametrize("page", [page for page in CodePage if page.ebcdic])
def test_the_sample_is_equal_in_every_code_page(tmp_path: Path, programs: Path, page: CodePage) -> None:
    results = day(tmp_path, programs, page)
    assert len(results) == len(steps(JOB))
    assert {name: each["equal"] for name, each in results.items()} == dict.fromkeys(results, True)


def test_a_posting_that_is_computed_otherwise_is_found(tmp_path: Path, programs: Path) -> None:
    spoilt = shutil.copytree(programs, tmp_path / "programs")
    old, new = "MOVE POST-NEW-BALANCE TO ACCT-BALANCE.", "ADD 0.01 TO ACCT-BALANCE."
    compiled("ACCTPOST", spoilt, changed("cpy/POSTRULE.cpy", old, new, tmp_path / "sources"))
    (tmp_path / "datasets").mkdir()
    results = day(tmp_path / "datasets", spoilt, CodePage.CP037)
    found = results["PARALLEL.MASTER.RESULT.G0001V00"]
    assert not found["equal"] and "ACCT-BALANCE" in found["differences"]["by_field"]
