"""Backward references (*.DD, *.STEP.DD). Source: JCL Reference, "Backward references"."""

import pytest

from batch.definition import Job
from tests.support.jcl_jobs import conversion, job, said

PROCEDURE = (
    "//P        PROC",
    "//S1       EXEC PGM=A",
    "//OUT      DD DSN=INNER,DISP=SHR,DCB=LRECL=90",
    "//S2       EXEC PGM=B",
    "//IN       DD DSN=*.S1.OUT,DISP=SHR,DCB=*.S1.OUT",
    "//         PEND",
)


def _last(found: Job) -> tuple[str, int]:
    last = found.steps[-1].datasets[-1]
    return last.dataset, last.length


def test_a_reference_to_a_reference_goes_on_in_the_step_of_that_one() -> None:
    found = job(
        "//S1 EXEC PGM=A", "//A DD DSN=RIGHT,DISP=SHR,DCB=LRECL=80", "//B DD DSN=*.A,DISP=SHR,DCB=*.A",
        "//S2 EXEC PGM=B", "//A DD DSN=WRONG,DISP=SHR,DCB=LRECL=99", "//C DD DSN=*.S1.B,DISP=SHR,DCB=*.S1.B",
    )  # fmt: skip
    assert _last(found) == ("RIGHT", 80)


def test_within_a_procedure_its_own_step_comes_before_one_of_the_job() -> None:
    found = job(*PROCEDURE, "//S1 EXEC PGM=A", "//OUT DD DSN=OUTER,DISP=SHR,DCB=LRECL=80", "//CALL EXEC P")
    assert _last(found) == ("INNER", 90)


def test_within_a_procedure_a_step_of_the_job_is_found_as_well() -> None:
    lines = ("//P PROC", "//S2 EXEC PGM=B", "//IN DD DSN=*.S1.OUT,DISP=SHR", "// PEND")
    found = job(*lines, "//S1 EXEC PGM=A", "//OUT DD DSN=OUTER,DISP=SHR", "//CALL EXEC P")
    assert _last(found) == ("OUTER", 0)


def test_a_dd_that_is_concatenated_may_refer_to_the_first_one() -> None:
    assert _last(job("//S1 EXEC PGM=A", "//A DD DSN=X,DISP=SHR", "// DD DSN=*.A,DISP=SHR")) == ("X", 0)


@pytest.mark.parametrize(
    "lines",
    [
        ("//A DD DSN=*.A,DISP=SHR",),
        ("//A DD DSN=*.B,DISP=SHR", "//B DD DSN=X,DISP=SHR"),
        ("//A DD DSN=*.B,DISP=SHR", "//B DD DSN=*.A,DISP=SHR"),
        ("//A DD DCB=*.A,DSN=X,DISP=SHR",),
        ("//A DD DSN=*.S2.B,DISP=SHR", "//S2 EXEC PGM=B", "//B DD DSN=*.S1.A,DISP=SHR"),
    ],
)
def test_a_reference_to_what_does_not_stand_before_it_is_refused(lines: tuple[str, ...]) -> None:
    assert "there is no such DD statement before it" in said(conversion("//S1 EXEC PGM=A", *lines))[0]


def test_a_circle_of_references_is_refused_and_not_followed_for_ever() -> None:
    found = conversion(
        "//S1 EXEC PGM=A", "//A DD DSN=*.S2.B,DISP=SHR", "//S2 EXEC PGM=B", "//B DD DSN=*.S1.A,DISP=SHR",
        "//S3 EXEC PGM=C", "//C DD DSN=*.S2.B,DISP=SHR",
    )  # fmt: skip
    assert len(said(found)) == 3
