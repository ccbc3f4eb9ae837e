"""COBOL unit tests are red when an expectation fails, and when a program says nothing about it."""

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.support.cobol_behaviours import REPOSITORY
from tests.support.cobol_sources import lines, repository, source
from workload.cobol.compiler import build
from workload.cobol.unit_tests import Case, run_tests, write_junit

TESTING = REPOSITORY / "tests/cobol/cpy"
CALLED = source("CALLED", "    MOVE 'DONE' TO AREA-1\n    GOBACK.", using="AREA-1")
GREEN = """
MAIN SECTION.
    MOVE 'it answers' TO TEST-NAME
    PERFORM TEST-BEGIN
    CALL 'CALLED' USING AREA-1
    MOVE 'area' TO TEST-WHAT
    MOVE 'DONE' TO TEST-EXPECTED
    MOVE AREA-1 TO TEST-FOUND
    PERFORM EXPECT-TEXT
    PERFORM TEST-END
    GOBACK.
    COPY TESTPROC.
"""


def run(folder: Path, procedure: str) -> list[Case]:
    repository(folder, {"CALLED": CALLED}, {"UNUSED": "01  UNUSED-1 PIC X."})
    (folder / "tests/cobol/cpy").mkdir(parents=True)
    for path in TESTING.iterdir():
        (folder / "tests/cobol/cpy" / path.name).write_bytes(path.read_bytes())
    data = "    COPY TESTWORK.\n01  AREA-1 PIC X(8)."
    (folder / "tests/cobol/TCALLED.cbl").write_text(source("TCALLED", procedure, data=data), "utf-8")
    build(folder, folder / "build")
    return run_tests(folder, folder / "build", folder / "build/tests")


def test_what_is_as_expected_is_green(tmp_path: Path) -> None:
    [case] = run(tmp_path, GREEN)
    assert (case.program, case.name, case.failures, case.looks) == ("TCALLED", "it answers", [], 1)


def test_a_failed_expectation_is_red_with_both_values(tmp_path: Path) -> None:
    [case] = run(tmp_path, GREEN.replace("MOVE 'DONE'", "MOVE 'ELSE'"))
    assert case.failures == ["area EXPECTED ELSE FOUND DONE"]


def test_a_failed_number_is_red_with_both_values(tmp_path: Path) -> None:
    number = "    MOVE 1.5 TO TEST-EXPECTED-NUMBER\n    MOVE -1.5 TO TEST-FOUND-NUMBER\n    PERFORM EXPECT-NUMBER\n"
    [case] = run(tmp_path, GREEN.replace("    PERFORM TEST-END\n", f"{number}    PERFORM TEST-END\n"))
    assert case.failures == ["area EXPECTED 1.50000 FOUND -1.50000"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    PERFORM EXPECT-TEXT\n", "", "It looks at nothing."),
        ("    PERFORM TEST-END\n", "", "It ended before TEST-END."),
        ("    GOBACK.", "    MOVE 4 TO RETURN-CODE\n    GOBACK.", "It ended with exit code 4."),
        ("CALL 'CALLED'", "CALL 'ABSENT'", "It ended with exit code 1. libcob: "),
        ("    PERFORM TEST-BEGIN\n", "", "It says that 0 tests began, and 0 did."),
    ],
)
def test_a_program_that_proves_nothing_is_red(old: str, new: str, said: str, tmp_path: Path) -> None:
    failures = [failure for case in run(tmp_path, GREEN.replace(old, new)) for failure in case.failures]
    assert any(failure.startswith(said) for failure in failures), failures


def test_junit_has_every_test_and_every_failure(tmp_path: Path) -> None:
    cases = [
        Case(program="TONE", name="first", looks=1),
        Case(program="TONE", name="second", looks=1, failures=["field \0 EXPECTED A FOUND B"]),
        Case(program="TTWO", name="third", looks=1),
    ]
    write_junit(cases, tmp_path / "reports/cobol.xml", 1.5)
    root = ElementTree.parse(tmp_path / "reports/cobol.xml").getroot()  # noqa: S314 - it was written one line above
    suites = root.findall("testsuite")
    assert [(each.get("name"), each.get("tests"), each.get("failures")) for each in suites] == [
        ("TONE", "2", "1"),
        ("TTWO", "1", "0"),
    ]
    failure = suites[0].find("testcase[@name='second']/failure")
    assert failure is not None
    assert failure.get("message") == "field \N{REPLACEMENT CHARACTER} EXPECTED A FOUND B"


def test_the_command_fails_with_a_failed_test_and_names_it(tmp_path: Path) -> None:
    run(tmp_path, GREEN.replace("MOVE 'DONE'", "MOVE 'ELSE'"))
    done = command(tmp_path, "test")
    assert done.returncode == 1
    assert "TCALLED: it answers: area EXPECTED ELSE FOUND DONE" in done.stderr
    assert "1 COBOL tests, 1 failed" in done.stdout


def test_the_command_refuses_without_a_traceback(tmp_path: Path) -> None:
    repository(tmp_path, {"CALLED": lines("IDENTIFICATION DIVISION.\nPROGRAM-ID. CALLED.\nNONSENSE.")})
    done = command(tmp_path, "build")
    assert done.returncode == 1
    assert done.stderr.startswith("cbl/CALLED.cbl, line 3: ")
    assert "cobc says:" in done.stderr
    assert "Traceback" not in done.stderr


def command(folder: Path, name: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "workload.cobol", name],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(REPOSITORY), str(REPOSITORY / "workload/service/runtime")]),
        },
        capture_output=True,
        text=True,
        check=False,
    )
