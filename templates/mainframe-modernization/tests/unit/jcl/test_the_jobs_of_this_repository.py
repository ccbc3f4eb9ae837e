"""The JCL of this repository and its job definitions agree until somebody edits one of them on purpose.

A definition that was edited by hand no longer comes from its JCL: take its name out of CONVERTED then.
"""

from pathlib import Path
from typing import Any

import pytest

from batch.conditions import next_step
from batch.definition import read_job
from batch.outcome import Outcome
from tests.support.jcl_jobs import said
from workload.jcl.convert import convert
from workload.jcl.findings import Grade
from workload.jcl.output import write

ROOT = Path(__file__).resolve().parents[3]
CONVERTED = ("DAILY", "MONTHEND")


@pytest.mark.parametrize("name", CONVERTED)
def test_the_definition_is_what_the_converter_makes_of_the_jcl(name: str, tmp_path: Path) -> None:
    source = ROOT / "jcl" / f"{name}.jcl"
    (found,) = convert(source.read_text("utf-8"), file=str(source), folders=[ROOT / "jcl" / "proc"])
    assert said(found) == []
    assert found.grade is Grade.FULLY
    written = write(found, tmp_path, overwrite=False)
    assert (ROOT / "jobs" / f"{name}.yaml").read_text("utf-8") == written.read_text("utf-8")


@pytest.mark.parametrize(
    ("ended", "runs"),
    [
        ({"code": 0}, "STMT.STMTRPT"),
        ({"code": 8}, "STMT.STMTRPT"),
        ({"code": 12}, "NOTICE"),
        # As for return code 16, with which INTCALC ends when a file fails.
        ({"abend": "return code 16"}, "NOTICE"),
    ],
)
def test_somebody_is_told_whenever_the_interest_of_the_month_fails(ended: dict[str, Any], runs: str) -> None:
    job = read_job(ROOT / "jobs/MONTHEND.yaml")
    interest = Outcome(step="INTEREST", program="INTCALC", **ended)
    assert next_step(job, "INTEREST", {"INTEREST": interest})[0] == runs


@pytest.mark.parametrize(
    ("name", "step", "ended", "undone"),
    [
        ("DAILY", "POST.ACCTPOST", {"code": 8}, False),
        ("DAILY", "POST.ACCTPOST", {"code": 12}, True),
        # Then nothing was catalogued.
        ("DAILY", "POST.ACCTPOST", {"abend": "return code 16"}, False),
        ("MONTHEND", "INTEREST", {"code": 8}, False),
        ("MONTHEND", "INTEREST", {"code": 12}, True),
        ("MONTHEND", "INTEREST", {"abend": "return code 16"}, False),
    ],
)
def test_a_master_that_was_left_with_12_is_deleted(name: str, step: str, ended: dict[str, Any], undone: bool) -> None:
    job = read_job(ROOT / f"jobs/{name}.yaml")
    outcomes = {step: Outcome(step=step, program="ANY", **ended)}
    before_undo = job.steps[-2].name
    outcomes.setdefault(before_undo, Outcome(step=before_undo, program="ANY", bypassed="its IF is not true"))
    assert (next_step(job, before_undo, outcomes)[0] == "UNDO") == undone


def test_each_job_of_the_repository_is_known_here() -> None:
    assert sorted(each.stem for each in (ROOT / "jcl").glob("*.jcl")) == sorted(CONVERTED)
