"""DISP, and data sets without a name. Source: JCL Reference, "Summary of disposition processing"."""

import pytest

from batch.definition import Disposition, Ending, Status
from tests.support.jcl_jobs import conversion, dds, said

ONE = "//ONE      EXEC PGM=ACCTPOST"
TWO = "//TWO      EXEC PGM=STMTRPT"


@pytest.mark.parametrize(
    ("text", "status", "normal", "abnormal"),
    [
        ("SHR", Status.SHR, Ending.KEEP, Ending.KEEP),
        ("(NEW,CATLG,DELETE)", Status.NEW, Ending.CATLG, Ending.DELETE),
        ("(,CATLG)", Status.NEW, Ending.CATLG, Ending.CATLG),
        # JCL Reference, "Examples of the DISP parameter": passed and new is deleted, where nothing else is said.
        ("(,PASS)", Status.NEW, Ending.PASS, Ending.DELETE),
        ("(NEW,PASS)", Status.NEW, Ending.PASS, Ending.DELETE),
        ("(OLD,PASS)", Status.OLD, Ending.PASS, Ending.KEEP),
        ("(NEW,PASS,CATLG)", Status.NEW, Ending.PASS, Ending.CATLG),
        ("(OLD,,DELETE)", Status.OLD, Ending.KEEP, Ending.DELETE),
        ("(MOD,DELETE,DELETE)", Status.MOD, Ending.DELETE, Ending.DELETE),
        ("OLD", Status.OLD, Ending.KEEP, Ending.KEEP),
    ],
)
def test_disp_with_its_defaults(text: str, status: Status, normal: Ending, abnormal: Ending) -> None:
    expected = Disposition(status=status, normal=normal, abnormal=abnormal)
    assert dds(f"//A DD DSN=&&A,DISP={text}")[0].disposition == expected


def test_without_disp_a_data_set_is_new_and_deleted() -> None:
    assert dds("//A DD DSN=&&WORK")[0].disposition == Disposition(
        status=Status.NEW, normal=Ending.DELETE, abnormal=Ending.DELETE
    )


def test_what_is_no_disposition_is_refused_at_its_line() -> None:
    (finding,) = said(conversion(ONE, "//A  DD DSN=A.B,DISP=(SHARE)", "//B  DD DUMMY"))
    assert finding.startswith("jcl/TEST.jcl line 3: refused: DISP=(SHARE) of DD A of step ONE: ")


def test_pass_is_refused_as_what_becomes_of_it_after_an_abend() -> None:
    (finding,) = said(conversion(ONE, "//A DD DSN=&&A,DISP=(NEW,KEEP,PASS)"))
    assert "line 3: refused: DISP=(NEW,KEEP,PASS) of DD A of step ONE: PASS is no disposition after an abend" in finding


@pytest.mark.parametrize("disp", ["SHR", "OLD", "(NEW,CATLG)", "(MOD,KEEP)"])
def test_a_data_set_that_is_there_or_stays_needs_a_name(disp: str) -> None:
    (finding,) = said(conversion(ONE, f"//A DD DISP={disp}"))
    assert "refused" in finding
    assert "a data set without DSN is new, and gone with the job" in finding


@pytest.mark.parametrize("dsn", ["DSN=", "DSN=&NONE"])
def test_a_name_that_is_empty_is_no_temporary_data_set(dsn: str) -> None:
    procedure = ("//P PROC NONE=", ONE, f"//A DD {dsn},DISP=SHR", "// PEND", "//CALL EXEC P")
    (finding,) = said(conversion(*procedure))
    assert "line 4: refused: DSN=: this is no data set name" in finding


@pytest.mark.parametrize("later", [(), (TWO, "//B DD DSN=A.B,DISP=SHR"), (TWO, "//B DD DSN=A.B,DISP=(OLD,PASS)")])
def test_a_data_set_that_is_passed_and_never_kept_is_listed(later: tuple[str, ...]) -> None:
    """It would be deleted at the end of the job."""
    (finding,) = said(conversion(ONE, "//A DD DSN=A.B,DISP=(NEW,PASS)", *later))
    assert "line 3: not converted: PASS of DD A of step ONE: what is passed and not kept is deleted" in finding


@pytest.mark.parametrize("dsn", ["A.B", "*.ONE.A"])
def test_a_data_set_that_is_passed_to_a_step_that_keeps_it_is_converted(dsn: str) -> None:
    later = (TWO, f"//B DD DSN={dsn},DISP=(OLD,CATLG,DELETE)")
    assert not said(conversion(ONE, "//A DD DSN=A.B,DISP=(NEW,PASS)", *later))


def test_a_temporary_data_set_is_gone_in_any_case() -> None:
    assert not said(conversion(ONE, "//A DD DSN=&&A,DISP=(NEW,PASS)"))
