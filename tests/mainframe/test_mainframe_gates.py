"""The gates of mainframe modernization are green on its own application, and say what they looked at."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from mainframe_repository import ANALYSE, BUILD, EQUIVALENCE, TEST, batch, jcl, python

PROGRAMS = {"ACCTINQ", "ACCTPOST", "INTCALC", "STMTRPT"}


def judged(junit: Path) -> list[str]:
    """The names of all tests of a JUnit report. Fails when one of them is not green."""
    root = ElementTree.parse(junit).getroot()  # noqa: S314 - written a moment ago
    assert [case.get("name") for case in root.iter("testcase") if len(case)] == []
    return [f"{case.get('classname')} {case.get('name')}" for case in root.iter("testcase")]


def test_what_is_compiled_already_is_not_compiled_again(compiled: Path) -> None:
    done = python(compiled, *BUILD)
    assert done.returncode == 0, done.stdout
    assert {Path(line.split()[0]).stem for line in done.stdout.splitlines()} == PROGRAMS
    assert all(line.endswith(" is up to date") for line in done.stdout.splitlines())


def test_the_analysis_finds_nothing_and_draws_every_program(compiled: Path) -> None:
    done = python(compiled, *ANALYSE)
    assert done.returncode == 0, done.stdout
    assert done.stdout.startswith(f"{len(PROGRAMS)} programs, 0 findings;")
    picture = (compiled / "reports/cobol.svg").read_text("utf-8")
    copybooks = {path.stem for path in (compiled / "cpy").glob("*.cpy")}
    assert {name for name in PROGRAMS | copybooks if name not in picture} == set()


def test_the_cobol_unit_tests_are_green_and_in_a_report(compiled: Path) -> None:
    done = python(compiled, *TEST)
    assert done.returncode == 0, done.stdout
    tests = judged(compiled / "reports/cobol.xml")
    assert re.search(rf"^{len(tests)} COBOL tests, 0 failed", done.stdout, re.MULTILINE)
    written = {path.stem for path in (compiled / "tests/cobol").glob("*.cbl")}
    assert {test.split()[0] for test in tests} == written


def test_every_case_of_every_program_is_equal(compiled: Path) -> None:
    done = python(compiled, *EQUIVALENCE)
    assert done.returncode == 0, done.stdout
    cases = yaml.safe_load((compiled / "tests/equivalence/cases.yaml").read_text("utf-8"))
    assert {case["program"] for case in cases} == PROGRAMS
    assert f"{len(cases)} of {len(cases)} cases equal, differences: 0" in done.stdout
    wanted = {f"equivalence.{case['name']} {case['program']} {output}" for case in cases for output in case["outputs"]}
    assert wanted <= set(judged(compiled / "reports/equivalence.xml"))
    assert "EQUAL: each output is the golden one" in (compiled / "reports/equivalence.html").read_text("utf-8")


@pytest.mark.parametrize("job", ["DAILY", "MONTHEND"])
def test_the_jcl_is_converted_to_the_job_that_is_there(repository: Path, tmp_path: Path, job: str) -> None:
    done = python(repository, *jcl(job, str(tmp_path)))
    assert done.returncode == 0, done.stdout
    assert (tmp_path / f"{job}.yaml").read_bytes() == (repository / f"jobs/{job}.yaml").read_bytes()


def test_each_job_has_its_jcl(repository: Path) -> None:
    jobs = {path.stem for path in (repository / "jobs").glob("*.yaml")} - {"datasets"}
    written = {path.stem for path in (repository / "jcl").glob("*.jcl")}
    # The mainframe knows neither the comparison with it nor the first load.
    assert written == {"DAILY", "MONTHEND"} == jobs - {"PARALLEL", "LOAD"}


def test_a_day_and_the_end_of_its_month_run_with_their_return_codes(compiled: Path, tmp_path: Path) -> None:
    datasets = tmp_path / "datasets"
    day = python(compiled, *batch("DAILY", datasets))
    # The sample has invalid master records on purpose.
    assert day.returncode == 8, day.stdout
    assert [line.split()[2] for line in day.stdout.splitlines()[2:6]] == ["0000", "0008", "0008", "FLUSH"]
    month = python(compiled, *batch("MONTHEND", datasets))
    assert month.returncode == 8, month.stdout
    assert re.search(r"^NOTICE +IEBGENER +(\S+)", month.stdout, re.MULTILINE)
    generations = {path.name.rpartition(".")[2] for path in datasets.glob("BANK.ACCOUNT.MASTER.*")}
    assert generations == {"G0001V00", "G0002V00", "G0003V00"}
