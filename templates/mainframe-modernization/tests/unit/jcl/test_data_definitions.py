"""DD statements as data definitions. Source: JCL Reference, "DD statement"."""

import pytest

from batch.definition import DataDefinition, Ending
from tests.support.jcl_jobs import conversion, dds, job, said, step

ONE = "//ONE      EXEC PGM=ACCTPOST"


def _one(text: str) -> DataDefinition:
    (found,) = dds(f"//A        DD {text}")
    return found


@pytest.mark.parametrize(
    "name", ["BANK.MASTER", "BANK.MASTER(0)", "BANK.MASTER(+1)", "BANK.MASTER(-2)", "BANK.CNTL(POST)", "&&SORTED"]
)
def test_names_are_kept_with_generation_and_member(name: str) -> None:
    assert _one(f"DSN={name},DISP=SHR").dataset == name
    assert _one(f"DISP=SHR,DSNAME={name}").dataset == name


@pytest.mark.parametrize(
    "name", ["BANK.TRANSACTIONS.DAILY", "BANK..DAILY", "A.B(+X)", "'A B'", "1BANK.A", "A" + ".BCDEFGH" * 6]
)
def test_a_name_that_the_mainframe_would_not_take_is_refused_at_its_line(name: str) -> None:
    (finding,) = said(conversion(ONE, f"//A  DD DISP=SHR,DSN={name}"))
    dsn = name.strip("'")
    assert finding.startswith(f"jcl/TEST.jcl line 3: refused: DSN={dsn} of DD A of step ONE: this is no data set name")


def test_nullfile_and_dummy_have_no_data() -> None:
    assert _one("DSN=NULLFILE,DISP=SHR").dummy
    assert _one("DUMMY,DSN=A.B,DISP=SHR").dummy


@pytest.mark.parametrize(
    ("text", "form", "length"),
    [
        ("DCB=(RECFM=FB,LRECL=300,BLKSIZE=0)", "fixed", 300),
        ("RECFM=FBA,LRECL=133", "fixed", 133),
        ("DCB=LRECL=80", "", 80),
        ("RECFM=VB,LRECL=504", "variable", 504),
        ("DCB=(LRECL=80),LRECL=90", "", 90),
        ("UNIT=SYSDA", "", 0),
    ],
)
def test_format_and_length(text: str, form: str, length: int) -> None:
    found = _one(f"DSN=A.B,DISP=(,CATLG),{text}")
    assert (found.format, found.length) == (form, length)


@pytest.mark.parametrize("text", ["RECFM=U", "RECFM=VBS", "LRECL=X", "DCB=BANK.MODEL", "LIKE=BANK.MODEL", "CCSID=037"])
def test_a_format_that_is_not_known_here_is_listed(text: str) -> None:
    found = conversion(ONE, f"//A DD DSN=A.B,DISP=SHR,{text}")
    assert len(said(found)) == 1
    assert "not converted: " in said(found)[0]
    assert "A.B" in found.text


def test_a_backward_reference_is_the_name_and_the_format_that_it_refers_to() -> None:
    out = "//OUT DD DSN=A.OUT(+1),DISP=(,CATLG),DCB=(RECFM=FB,LRECL=80)"
    found = step(ONE, out, "//TWO EXEC PGM=B", "//IN DD DSN=*.ONE.OUT,DISP=OLD",
                 "//IN2 DD DSN=D,DISP=SHR,DCB=(*.ONE.OUT,LRECL=90)", "//C DD DSN=C,DISP=(,CATLG),DCB=*.IN2",
                 ).datasets  # fmt: skip
    assert [(each.dataset, each.length) for each in found] == [("A.OUT(+1)", 0), ("D", 90), ("C", 90)]


def test_a_reference_to_nothing_is_refused() -> None:
    for text in ("*.TWO.A", "*.ONE.B", "*.B"):
        assert "no such DD statement" in said(conversion(ONE, f"//A DD DSN={text},DISP=SHR"))[0]


def test_a_reference_to_a_data_set_without_a_name_is_refused() -> None:
    lines = ("//A DD UNIT=SYSDA,DISP=(,PASS)", "//TWO EXEC PGM=B", "//B DD DSN=*.ONE.A,DISP=OLD")
    assert "has no DSN; give it one" in said(conversion(ONE, *lines))[0]


def test_a_dd_with_ddname_is_the_one_that_it_names() -> None:
    found = dds("//A DD DDNAME=LATER", "//B DD DUMMY", "//LATER DD *", "DATA")
    assert [(each.dd, each.instream) for each in found] == [("A", ("DATA",)), ("B", None)]
    assert dds("//A DD DDNAME=NEVER")[0].dummy


def test_a_data_set_without_a_name_is_temporary_and_gone_after_its_step() -> None:
    found = _one("UNIT=SYSDA,SPACE=(CYL,1)")
    assert (found.dataset, found.disposition.normal) == ("&&A", Ending.DELETE)


def test_such_a_data_set_gets_no_name_that_another_one_has() -> None:
    lines = ("//A DD DSN=&&B,DISP=(,PASS)", "//TWO EXEC PGM=X", "//B DD UNIT=SYSDA")
    assert "is taken; give it one" in said(conversion(ONE, *lines))[0]


def test_sysout_keeps_its_class_and_lists_a_job_that_it_would_submit() -> None:
    assert [_one(f"SYSOUT={each}").sysout for each in ("*", "A", "(A,,STD)", "(,)")] == ["*", "A", "A", "*"]
    assert (_one("SYSOUT=*,RECFM=FBA,LRECL=133").format, _one("SYSOUT=*,LRECL=133").length) == ("fixed", 133)
    assert "submits a job" in said(conversion(ONE, "//A DD SYSOUT=(A,INTRDR)"))[0]


@pytest.mark.parametrize("text", ["PATH='/u/a'", "SUBSYS=LOGR", "DYNAM"])
def test_a_dd_whose_data_is_elsewhere_is_left_out_and_listed(text: str) -> None:
    found = conversion(ONE, f"//A DD {text}", "//B DD DUMMY")
    assert "not converted" in said(found)[0]
    assert "dd: A" not in found.text


def test_a_second_dd_of_a_name_is_listed_with_what_is_concatenated_to_it() -> None:
    found = conversion(ONE, "//A DD DSN=ONE,DISP=SHR", "//A DD DSN=TWO,DISP=SHR", "//  DD DSN=THREE,DISP=SHR")
    assert "a second DD of that name" in said(found)[0]
    assert ("TWO" in found.text, "THREE" in found.text) == (False, False)


def test_parm_loses_its_parentheses_and_keeps_its_commas() -> None:
    coded = {"(A,'B C',D=1)": "A,B C,D=1", "'A,(B)'": "A,(B)", "('IT''S')": "IT'S", "A(1)": "A(1)", "''": ""}
    assert {each: step(f"//ONE EXEC PGM=A,PARM={each}").parameter for each in coded} == coded


def test_a_dd_of_the_job_or_of_a_library_is_left_out() -> None:
    found = job("//JOBLIB DD DSN=LIB,DISP=SHR", ONE, "//STEPLIB DD DSN=LIB,DISP=SHR", "// DD DSN=LIB2,DISP=SHR")
    assert found.steps[0].datasets == ()


def test_a_record_of_in_stream_data_that_no_step_could_read_is_refused() -> None:
    for line in ("X" * 81, "10 \u20ac"):
        (finding,) = said(conversion(ONE, "//A DD *", line))
        assert "refused" in finding
        assert "a record of in-stream data has 80 columns, and Latin-1 characters" in finding
    assert dds("//A DD *", "X" * 80, "\u00c4")[0].instream == ("X" * 80, "\u00c4")
