"""Findings and the grade that follows from them: nothing is lost without a line that says so."""

import re
from pathlib import Path

import pytest

from tests.support.jcl_jobs import FILE, conversion, said
from workload.jcl import left_out
from workload.jcl.convert import convert
from workload.jcl.findings import Findings, Grade, Kind, Place
from workload.jcl.summary import summary

ONE = "//ONE      EXEC PGM=ACCTPOST"


@pytest.mark.parametrize("name", [*left_out.DD, *left_out.DD_NOT_CONVERTED, "NEW"])
def test_each_parameter_of_a_dd_that_is_not_in_the_definition_is_listed(name: str) -> None:
    found = conversion(ONE, f"//A DD DSN=A.B,DISP=SHR,{name}=X")
    expected = Kind.LEFT_OUT if name in left_out.DD else Kind.NOT_CONVERTED
    assert [each.kind for each in found.findings.found if each.what == f"{name} of DD A of step ONE"] == [expected]


@pytest.mark.parametrize("name", [*left_out.JOB, *left_out.JOB_NOT_CONVERTED, "NEW"])
def test_each_parameter_of_a_job_is_listed(name: str) -> None:
    found = conversion(ONE, head=f"//TEST JOB {name}=X")
    expected = Grade.FULLY if name in left_out.JOB else Grade.PARTLY
    assert [each.what for each in found.findings.found] == [f"{name} of JOB"]
    assert found.grade is expected


@pytest.mark.parametrize("name", [*left_out.EXEC, "PARMDD", "NEW"])
def test_each_parameter_of_a_step_is_listed(name: str) -> None:
    found = conversion(f"{ONE},{name}=X")
    assert [each.what for each in found.findings.found] == [f"{name} of step ONE"]
    assert found.grade is (Grade.FULLY if name in left_out.EXEC else Grade.PARTLY)


def test_a_password_is_listed_without_its_value() -> None:
    found = conversion(ONE, head="//TEST JOB USER=ADA,PASSWORD=SECRET")
    assert "SECRET" not in "".join(said(found, *Kind)) + found.text


@pytest.mark.parametrize("card", ["/*JOBPARM S=ANY", "/*ROUTE PRINT RMT1", "//*MAIN CLASS=A", "/*$DA"])
def test_control_statements_of_jes_are_listed(card: str) -> None:
    assert [each.what for each in conversion(card, ONE).findings.found] == [card.split()[0].removesuffix("DA")]


@pytest.mark.parametrize("card", ["/*UNKNOWN X", "//*NET ID=X", "// COMMAND 'D A'", "//C CNTL", "//S SCHEDULE AFTER=X"])
def test_what_would_need_a_counterpart_makes_the_conversion_partial(card: str) -> None:
    assert conversion(ONE, card).grade is Grade.PARTLY


@pytest.mark.parametrize("program", left_out.PROGRAMS)
def test_a_program_of_the_mainframe_keeps_its_step_and_is_listed(program: str) -> None:
    found = conversion(f"//ONE      EXEC PGM={program}")
    assert len(said(found)) == 1
    assert f"program: {program}" in found.text


@pytest.mark.parametrize(
    ("program", "lines", "what"),
    [
        ("IDCAMS", (" DEFINE CLUSTER (NAME(A) -", "  KEYS(8 0))"), "IDCAMS DEFINE of step ONE"),
        ("IDCAMS", (" LISTCAT ENT(A)",), "IDCAMS LISTCAT of step ONE"),
        ("IEBGENER", (" GENERATE MAXFLDS=1",), "IEBGENER GENERATE of step ONE"),
    ],
)
def test_a_control_statement_that_a_utility_here_has_not_is_listed(
    program: str, lines: tuple[str, ...], what: str
) -> None:
    found = conversion(f"//ONE      EXEC PGM={program}", "//SYSIN DD *", *lines)
    assert [each.what for each in found.findings.found] == [what]


def test_control_statements_that_a_utility_has_are_converted_without_their_line_numbers() -> None:
    lines = (
        " DELETE A.B".ljust(72) + "00000100",
        " IF MAXCC LE 8 THEN SET MAXCC = 0",
        " REPRO INFILE(A) -",
        "   OUTFILE(B)",
    )
    found = conversion("//ONE      EXEC PGM=IDCAMS", "//SYSIN DD *", *lines)
    assert found.grade is Grade.FULLY
    assert "00000100" not in found.text


def test_a_sort_statement_is_judged_by_sort_itself() -> None:
    sort = ("//ONE EXEC PGM=ICEMAN", "//SYSIN DD *")
    assert conversion(*sort, " SORT FIELDS=(1,8,CH,A)").grade is Grade.FULLY
    assert "OUTREC" in said(conversion(*sort, " SORT FIELDS=(1,8,CH,A)", " OUTREC FIELDS=(1,8)"))[0]


def test_a_file_without_a_job_is_refused() -> None:
    (found,) = convert(ONE, file=FILE)
    assert said(found) == ["jcl/TEST.jcl line 1: refused: the file: it has no JOB statement"]


def test_several_jobs_of_a_file_are_converted_each_with_its_own_findings() -> None:
    text = "\n".join(("//A JOB", ONE, "//B JOB", "//ONE EXEC PGM=SDSF", "//BAD", "//C JOB", ONE))
    found = convert(text, file=FILE)
    assert [(each.name, each.grade) for each in found] == [("A", Grade.FULLY), ("B", Grade.NOT), ("C", Grade.FULLY)]


def test_the_job_definition_has_the_last_word() -> None:
    """PARM has at most 100 characters; the converter leaves that to the definition."""
    lines = (f"{ONE},PARM='".ljust(71, "X"), "//" + " " * 13 + "X" * 56, "//" + " " * 13 + "X" * 20 + "'")
    (finding,) = said(conversion(*lines))
    assert finding.startswith(
        "jcl/TEST.jcl line 1: refused: job TEST: the job definition does not allow it (parameter "
    )


def test_a_summary_counts_jobs_and_the_jobs_that_a_reason_concerns() -> None:
    jobs = [conversion(ONE), conversion("//A EXEC PGM=SDSF", "//B EXEC PGM=SDSF"), conversion("//A EXEC NONE")]
    found = summary(jobs)
    assert re.findall(r"\| (converted \w+|all) \| (\d)", found) == [
        ("converted fully", "1"),
        ("converted partly", "1"),
        ("converted not", "1"),
        ("all", "3"),
    ]
    assert "| CICS regions and operator commands have no counterpart | 1 | 2 |" in found


def test_a_finding_that_a_procedure_repeats_is_said_once() -> None:
    found = Findings()
    for _ in range(2):
        found.left_out(Place("A", Path(FILE).name.count(".")), "X", "Y")
    assert len(found.found) == 1
