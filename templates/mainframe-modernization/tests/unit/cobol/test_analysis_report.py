"""The budget of complexity and the accepted findings are what cobol.toml says."""

from pathlib import Path

import pytest

from tests.support.cobol_behaviours import REPOSITORY
from tests.support.cobol_sources import repository, source
from workload.cobol.analysis.complexity import of_paragraph, of_program
from workload.cobol.analysis.program import read_program
from workload.cobol.analysis.report import BUDGET, analyse
from workload.cobol.errors import CobolError

BRANCHES = """
A-1.
    IF A = 1 AND B = 2 OR B = 3
        CONTINUE
    END-IF
    EVALUATE A
        WHEN 1
            CONTINUE
        WHEN 2
            CONTINUE
        WHEN OTHER
            CONTINUE
    END-EVALUATE
    PERFORM UNTIL A = 1
        ADD 1 TO A
            ON SIZE ERROR
                CONTINUE
        END-ADD
    END-PERFORM
    GOBACK.
"""
DATA = "01  A PIC 9.\n01  B PIC 9."
DIVIDES = "A-1.\n    COMPUTE A = A / B\n    GOBACK."


def said(folder: Path) -> list[str]:
    return [str(finding) for finding in analyse(folder).findings]


def budget(folder: Path, text: str) -> None:
    (folder / BUDGET).write_text(f"[complexity]\nparagraph = 8\nprogram = 60\n{text}", "utf-8")


def test_complexity_counts_every_decision_once(tmp_path: Path) -> None:
    repository(tmp_path, {"PROG": source("PROG", BRANCHES, data=DATA)})
    program = read_program(tmp_path / "cbl/PROG.cbl", tmp_path)
    # IF, AND, OR; two WHEN; UNTIL; SIZE ERROR; and one.
    assert [of_paragraph(each) for each in program.paragraphs] == [8]
    assert of_program(program) == 8


def test_a_paragraph_above_its_budget_is_found_until_the_file_raises_it(tmp_path: Path) -> None:
    repository(
        tmp_path, {"PROG": source("PROG", BRANCHES.replace("ADD 1", "IF A = 2 CONTINUE END-IF ADD 1"), data=DATA)}
    )
    budget(tmp_path, "")
    [finding] = said(tmp_path)
    assert "A-1 has a complexity of 9, its budget is 8: split it, or raise it in cobol.toml." in finding
    budget(tmp_path, '[complexity.more]\n"PROG.A-1" = 9\n')
    assert said(tmp_path) == []


def test_a_program_above_its_budget_is_found(tmp_path: Path) -> None:
    repository(tmp_path, {"PROG": source("PROG", BRANCHES, data=DATA)})
    budget(tmp_path, '[complexity.more]\n"PROG" = 7\n')
    assert said(tmp_path) == [
        "cbl/PROG.cbl, line 1: the program has a complexity of 8, its budget is 7: split it, or raise it in "
        "cobol.toml. [complexity PROG]"
    ]


def test_an_accepted_finding_is_not_shown_and_one_that_is_gone_is(tmp_path: Path) -> None:
    repository(tmp_path, {"PROG": source("PROG", DIVIDES, data=DATA)})
    assert "[zero-divide PROG.A-1]" in said(tmp_path)[0]
    budget(tmp_path, '[[accepted]]\ncheck = "zero-divide"\nplace = "PROG.A-1"\nreason = "B is never 0."\n')
    assert said(tmp_path) == []
    repository(tmp_path, {"PROG": source("PROG", DIVIDES.replace("/ B", "/ 2"), data=DATA)})
    budget(tmp_path, '[[accepted]]\ncheck = "zero-divide"\nplace = "PROG.A-1"\nreason = "B is never 0."\n')
    assert "zero-divide of PROG.A-1 is accepted, but was not found." in said(tmp_path)[0]


@pytest.mark.parametrize(
    "text",
    [
        "paragraph = 10\n",
        "[complexity]\nparagraph = 10\nprogram = '60'\n",
        "[complexity]\nparagraph = 0\nprogram = 60\n",
        "[complexity]\nparagraph = 10\nprogram = 60\n[[accepted]]\ncheck = 'a'\nplace = 'A-1'\nreason = ''\n",
        "[complexity\n",
        "[complexity]\nparagraph = 10\nprogram = 60\nmore = 3\n",
        "accepted = 3\n[complexity]\nparagraph = 10\nprogram = 60\n",
        "accepted = [1]\n[complexity]\nparagraph = 10\nprogram = 60\n",
        "\udcff",
    ],
)
def test_a_budget_that_says_something_else_is_refused(text: str, tmp_path: Path) -> None:
    repository(tmp_path, {"PROG": source("PROG", DIVIDES, data=DATA)})
    (tmp_path / BUDGET).write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(CobolError, match=r"^cobol\.toml|/cobol\.toml"):
        analyse(tmp_path)


def test_a_procedure_division_without_a_period_is_refused(tmp_path: Path) -> None:
    repository(tmp_path, {"PROG": source("PROG", "").rstrip().removesuffix(".")})
    with pytest.raises(CobolError, match=r"cbl/PROG\.cbl, line \d+: PROCEDURE DIVISION has no period"):
        analyse(tmp_path)


def test_the_programs_of_this_repository_have_no_findings() -> None:
    assert said(REPOSITORY) == []
