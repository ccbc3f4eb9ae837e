"""A fault planted in a program of this repository, which is then compiled again, turns its case red and is named."""

import shutil
from pathlib import Path

import pytest

from equivalence.case_file import read_cases
from equivalence.case_run import CaseRun
from equivalence.findings import CaseResult
from equivalence.layouts import Layouts
from equivalence.rule_file import read_rules
from tests.support.equivalence_files import said
from workload.cobol.compiler import build

ROOT = Path(__file__).parents[3]
PROGRAM, CASE = "cbl/INTCALC.cbl", "interest-january"
WRITE = "           WRITE {} FROM {}.\n"
MASTER, INTEREST = WRITE.format("MASTER-OUT-RECORD", "ACCT-RECORD"), WRITE.format("INTEREST-OUT-RECORD", "INT-RECORD")
TYPE, PERIOD = (
    f"           05  {name:<29}PIC {picture}.\n" for name, picture in (("INT-TYPE", "X(1)"), ("INT-PERIOD-END", "9(8)"))
)


def result_of(folder: Path, file: str = PROGRAM, old: str = "", new: str = "") -> CaseResult:
    """The case, with `old` replaced by `new` in a file before the program is compiled. Compared through the copybooks
    of the repository."""
    shutil.copytree(ROOT / "cpy", folder / "cpy")
    # It says the dialect.
    shutil.copy(ROOT / "cobol.toml", folder)
    (folder / "cbl").mkdir()
    shutil.copy(ROOT / PROGRAM, folder / PROGRAM)
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new))
    build(folder, folder / "build")
    cases = {case.name: case for case in read_cases(ROOT / "tests/equivalence/cases.yaml")}
    rules = read_rules(ROOT / "tests/equivalence/rules.yaml")
    return CaseRun(cases[CASE], folder / "build", Layouts(ROOT / "cpy"), rules, 100).result()


def test_without_a_fault_the_case_is_equal(tmp_path: Path) -> None:
    result = result_of(tmp_path)
    assert result.equal, [result.problems, *map(said, result.outputs)]
    assert all(output.expected for output in result.outputs)


@pytest.mark.parametrize(
    ("file", "old", "new", "dd", "sentences"),
    [
        pytest.param(
            *(PROGRAM, "INT-AMOUNT ROUNDED = INT-ACCRUED", "INT-AMOUNT = INT-ACCRUED", "INTOUT"),
            ["of INT-AMOUNT at offset", "(by one unit of the last decimal: another rounding or truncation)"],
            id="a rounding changed",
        ),
        pytest.param(
            *("cpy/INTREC.cpy", "INT-AMOUNT                   PIC S9", "INT-AMOUNT                   PIC 9", "INTOUT"),
            ["of INT-AMOUNT at offset", "(the sign is lost)"],
            id="a sign lost",
        ),
        pytest.param(
            *(PROGRAM, INTEREST, f"           MOVE X'0A' TO INT-RECORD(22:1).\n{INTEREST}", "INTOUT"),
            ["of INT-BASE at offset 21", "holds no number: byte 1 of 6 is X'0A', expected two digits 0-9"],
            id="a COMP-3 nibble flipped",
        ),
        pytest.param(
            *(PROGRAM, MASTER, f"           IF WS-MASTERS-READ NOT = 3\n{MASTER[:-2]} END-IF.\n", "ACCTOUT"),
            ["record missing: record 3 (ACCT-NUMBER=", "at offset 600 of the file"],
            id="a record dropped",
        ),
        pytest.param(
            *("cpy/INTREC.cpy", TYPE + PERIOD, PERIOD + TYPE, "INTOUT"),
            ["INT-PERIOD-END: what is expected at offset 11 stands at offset 10", "a field of the copybook was moved"],
            id="a copybook field moved",
        ),
        pytest.param(
            *(PROGRAM, "INTEREST-OUT-RECORD              PIC X(80)", "INTEREST-OUT-RECORD              PIC X(81)"),
            *("INTOUT", ["bytes at the end of the file, expected a record of 80 bytes"]),
            id="records too long",
        ),
        pytest.param(
            *(PROGRAM, "DISPLAY 'INTCALC  CREDITED ", "DISPLAY 'INTCALC  CREDIT   ", "SYSOUT"),
            ["of LINE at offset 0: expected 'INTCALC  CREDITED", "actual 'INTCALC  CREDIT "],
            id="a report line changed",
        ),
    ],
)
def test_a_planted_fault_turns_the_case_red_with_its_sentence(
    tmp_path: Path, file: str, old: str, new: str, dd: str, sentences: list[str]
) -> None:
    result = result_of(tmp_path, file, old, new)
    assert not result.equal
    (output,) = (each for each in result.outputs if each.dd == dd)
    lines = said(output)
    for sentence in sentences:
        assert any(sentence in line for line in lines), lines[:5]


def test_another_return_code_turns_the_case_red(tmp_path: Path) -> None:
    result = result_of(tmp_path, PROGRAM, "MOVE RUN-HIGHEST-CODE TO RETURN-CODE", "MOVE ZERO TO RETURN-CODE")
    assert (result.return_code, result.expected_code, result.equal) == (0, 8, False)
    assert all(output.equal for output in result.outputs)


def test_a_dd_name_that_the_case_does_not_have_is_named(tmp_path: Path) -> None:
    result = result_of(tmp_path, PROGRAM, "ASSIGN TO INTOUT", "ASSIGN TO INTFILE")
    assert result.problems == [
        f"case {CASE}: program INTCALC wrote INTFILE, and the case has no DD of that name; add it to outputs."
    ]
    (output,) = (each for each in result.outputs if each.dd == "INTOUT")
    assert output.problems == ["INTOUT: program INTCALC did not write it; is it the DD name of its SELECT … ASSIGN TO?"]


def test_an_abend_is_named_and_its_outputs_are_not_judged(tmp_path: Path) -> None:
    result = result_of(tmp_path, PROGRAM, MASTER, f"           CALL 'NOTHERE'.\n{MASTER}")
    (problem,) = result.problems
    assert f"case {CASE}: program INTCALC abended: module 'NOTHERE' not found" in problem
    assert result.return_code is None
    assert all(
        "not compared, because the program did not come to its end" in each.problems[0] for each in result.outputs
    )
