"""A job that is written as JCL is converted into the same job; what is no JCL becomes a finding."""

from hypothesis import given, settings
from hypothesis import strategies as st

from batch.definition import Job, parse_job, write_job
from tests.support.jcl_jobs import FILE, said
from tests.support.jcl_random import jobs
from tests.support.jcl_written import written
from workload.jcl.convert import convert


@settings(max_examples=40, deadline=None)
@given(jobs())
def test_the_definition_reads_back_as_the_same_job(job: Job) -> None:
    assert parse_job(write_job(job), file=FILE) == job


@settings(max_examples=40, deadline=None)
@given(jobs())
def test_jcl_of_a_job_is_converted_into_that_job(job: Job) -> None:
    (found,) = convert(written(job), file=FILE)
    # Random conditions may wait for a return code that is an abend here; then that is said, and nothing else.
    assert [each for each in said(found) if "after a return code of 16 or more only" not in each] == []
    assert parse_job(found.text, file=FILE) == job


PIECES = st.sampled_from(
    ["//", "//A ", "//A.B ", "JOB ", "EXEC ", "DD ", "PROC ", "PEND", "SET ", "IF ", "THEN", "ELSE", "ENDIF", "PGM=A",
     "P,", "DSN=", "DISP=(", ")", "(", "'", "''", "&", "&&", "&X", "X=", ",", ".", "*", "*.A", "DATA,DLM=", "/*",
     "COND=", "PARM=", "RC", "<=", "¬", "4", " ", "\n", "\n//", "\n//  ", "DCB=", "SYSOUT=", "DDNAME=B",
     "INCLUDE MEMBER=A", "SYMBOLS=", "ä"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_whatever_stands_in_a_file_becomes_a_definition_or_a_finding(text: str) -> None:
    for found in convert(f"//A JOB\n//B EXEC PGM=C\n{text}", file=FILE):
        assert found.text or said(found)
