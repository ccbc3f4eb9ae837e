"""Job definitions are read as they are written, and refused with the line of what is wrong."""

from pathlib import Path

import pytest
import yaml

from batch.definition import (
    Disposition,
    Ending,
    JobError,
    Status,
    parse_job,
    read_job,
    write_job,
)

FULL = """\
name: DAILY
symbols: {CYCLE: D, DATE: '20260131'}
restart: POST.ACCTPOST
steps:
- name: SORT
  program: SORT
  datasets:
  - {dd: SORTIN, dataset: 'BANK.&CYCLE..TRANS', disposition: [SHR]}
  - {dd: SORTIN, dataset: 'BANK.LATE(-1)', disposition: [OLD, KEEP]}
  - {dd: SORTOUT, dataset: '&&SORTED', disposition: [NEW, PASS], format: fixed, length: 80, copybook: TRANREC}
  - {dd: SYSIN, instream: [' SORT FIELDS=(1,8,CH,A)', '0777', '', 'no', "it's: #1"]}
- name: POST.ACCTPOST
  program: ACCTPOST
  parameter: '00012'
  bypass_when: [{code: 4, operator: LT, step: SORT}, {code: 8, operator: LE}]
  run: even
  when: {all: [{step: SORT, operator: LE, value: 4}, {any: [{abend: SORT}, {abend: any}]}, {not: {run: SORT}}]}
  minutes: 90
  datasets:
  - {dd: PRINT, sysout: '*'}
  - {dd: NONE, dummy: true}
"""


def test_a_written_job_reads_as_the_same_job() -> None:
    job = parse_job(FULL, file="DAILY.yaml")

    again = write_job(job)

    assert parse_job(again, file="again") == job
    # Another reader of YAML sees texts as texts too.
    assert yaml.safe_load(again)["steps"][1]["parameter"] == "00012"
    assert job.steps[0].datasets[3].instream == (" SORT FIELDS=(1,8,CH,A)", "0777", "", "no", "it's: #1")


def test_dispositions_have_the_defaults_of_jcl() -> None:
    assert Disposition.of(Status.NEW) == Disposition(status=Status.NEW, normal=Ending.DELETE, abnormal=Ending.DELETE)
    assert Disposition.of(Status.OLD).normal is Ending.KEEP
    assert Disposition.of(Status.NEW, Ending.CATLG).abnormal is Ending.CATLG


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("name: DAILY", "name: daily", "line 1: the job's name 'daily' does not match"),
        ("restart: POST.ACCTPOST", "restart: LOAD", "line 3: restart 'LOAD' is no step of DAILY, for example SORT"),
        ("program: SORT", "programme: SORT", "line 6: unknown key 'programme' in a step; it may have name, program"),
        ("  program: ACCTPOST\n", "", "line 12: step POST.ACCTPOST has no 'program'"),
        ("name: POST.ACCTPOST", "name: SORT", "line 12: a second step is called SORT"),
        ("step: SORT}, {code", "step: LOAD}, {code", "line 15: 'LOAD' is no step before this one; they are SORT"),
        ("operator: LT", "operator: '<'", "line 15: operator '<' does not match GT|GE"),
        ("code: 4", "code: 4096", "line 15: code 4096 is above 4095"),
        ("{run: SORT}", "{run: SORT, abend: any}", "line 17: a test of when has run, abend; it is one test"),
        ("minutes: 90", "minutes: -1", "line 18: minutes '-1' does not match"),
        ("sysout: '*'", "sysout: '*', dummy: true", "line 20: DD PRINT of step POST.ACCTPOST has sysout and dummy"),
        ("dataset: 'BANK.LATE(-1)'", "dataset: BANK.TRANSACTIONS", "line 9: 'BANK.TRANSACTIONS' is no data set name"),
        ("dd: SYSIN", "dd: SORTIN", "line 11: DD SORTIN of step SORT stands twice; what is concatenated"),
        ("disposition: [OLD, KEEP]", "disposition: [NEW]", "line 9: DD SORTIN of step SORT is concatenated and writt"),
        ("[SHR]", "[SHR, CATALOG]", "line 8: a part of disposition 'CATALOG' does not match CATLG|KEEP"),
        ("parameter: '00012'", f"parameter: '{'x' * 101}'", "line 14: parameter 'xxx"),
        ("symbols: {", "symbols: &all {", "line 2: this is a reference"),
        ("steps:", "steps: [", "this is not YAML"),
    ],
)
def test_what_is_no_job_is_refused_with_file_and_line(old: str, new: str, said: str) -> None:
    assert old in FULL

    with pytest.raises(JobError) as refused:
        parse_job(FULL.replace(old, new, 1), file="DAILY.yaml")

    assert str(refused.value).startswith("DAILY.yaml line ")
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("text", ["", "# only a comment\n", "name: DAILY\nsteps: []\n", "[" * 3000])
def test_a_file_without_steps_is_refused(text: str) -> None:
    with pytest.raises(JobError, match=r"^EMPTY\.yaml"):
        parse_job(text, file="EMPTY.yaml")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(JobError, match=r"NONE\.yaml: this file cannot be read .*; a job is a YAML file in UTF-8"):
        read_job(tmp_path / "NONE.yaml")
