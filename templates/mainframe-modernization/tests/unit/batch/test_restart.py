"""Restart: what a step sees again, whichever execution runs it."""

import pytest

from batch.errors import DatasetError, JobError
from batch.run import open_run
from batch.step import run_step
from batch.store import FolderStore
from tests.support.batch_jobs import Bench, job

DAILY = """
    name: DAILY
    symbols: {SOURCE: TRANS}
    steps:
    - name: SORT
      program: COPY
      datasets:
      - {dd: IN, dataset: BANK.&SOURCE..DAILY}
      - {dd: OUT, dataset: "&&SORTED", disposition: [NEW, PASS]}
    - name: POST
      program: ADD
      datasets:
      - {dd: OLD, dataset: BANK.MASTER(0)}
      - {dd: IN, dataset: "&&SORTED", disposition: [OLD, DELETE]}
      - {dd: OUT, dataset: BANK.MASTER(+1), disposition: [NEW, CATLG, DELETE]}
    - name: STMT
      program: COPY
      bypass_when: [{code: 4, operator: LT, step: POST}]
      datasets:
      - {dd: IN, dataset: BANK.MASTER(+1)}
      - {dd: OUT, dataset: BANK.STMT, disposition: [NEW, CATLG]}
"""


@pytest.fixture
def daily(bench: Bench) -> Bench:
    """A job with a master of one generation, and programs that end with 0."""
    bench.program("COPY", 'cat "$DD_IN" > "$DD_OUT"')
    bench.program("ADD", 'cat "$DD_OLD" "$DD_IN" > "$DD_OUT"')
    bench.put("BANK.MASTER.G0001V00", b"a")
    bench.put("BANK.TRANS.DAILY", b"b")
    return bench


def test_the_next_generation_is_current_for_the_next_run_and_stays_the_next_in_this_one(daily: Bench) -> None:
    assert daily.run(job(DAILY))[0] == 0
    assert daily.get("BANK.MASTER.G0002V00") == b"ab"
    assert daily.get("BANK.STMT") == b"ab"

    assert daily.run(job(DAILY))[0] == 0
    assert daily.get("BANK.MASTER.G0003V00") == b"abb"
    assert daily.get("BANK.MASTER.G0002V00") == b"ab"


def test_a_restart_sees_the_generations_of_the_run_it_goes_on_with(daily: Bench) -> None:
    daily.run(job(DAILY))
    daily.program("ADD", 'printf corrected > "$DD_OUT"')

    code, printed = daily.run(job(DAILY), first="POST")

    assert code == 0
    assert "SORT" not in printed.splitlines()[2]
    assert daily.get("BANK.MASTER.G0002V00") == b"corrected"
    assert daily.get("BANK.MASTER.G0003V00") is None
    assert daily.get("BANK.STMT") == b"corrected"


def test_after_an_abend_the_restarted_step_finds_its_temporary_data_set(daily: Bench) -> None:
    daily.program("ADD", "exit 16")
    assert daily.run(job(DAILY))[0] == 16
    assert daily.get("BANK.MASTER.G0002V00") is None

    daily.program("ADD", 'cat "$DD_OLD" "$DD_IN" > "$DD_OUT"')
    assert daily.run(job(DAILY), first="POST")[0] == 0
    assert daily.get("BANK.MASTER.G0002V00") == b"ab"


def test_a_restarted_step_runs_although_its_condition_bypassed_it_and_earlier_codes_count(daily: Bench) -> None:
    daily.program("ADD", 'cat "$DD_OLD" "$DD_IN" > "$DD_OUT"; exit 8')
    code, printed = daily.run(job(DAILY))
    assert code == 8
    assert "STMT              COPY     FLUSH" in printed
    assert "COND 4 LT return code 8 of POST" in printed

    assert daily.run(job(DAILY), first="STMT")[0] == 0
    assert daily.get("BANK.STMT") == b"ab"


def test_steps_behind_the_first_of_a_restart_are_judged_by_the_new_codes(daily: Bench) -> None:
    daily.run(job(DAILY))
    daily.program("ADD", 'echo x > "$DD_OUT"; exit 8')

    _, printed = daily.run(job(DAILY), first="POST")

    assert "STMT              COPY     FLUSH" in printed


def test_a_restart_keeps_the_symbols_of_its_run(daily: Bench) -> None:
    daily.put("BANK.LATE.DAILY", b"late")
    made = job(DAILY)
    run_step(daily.open(made, symbols={"SOURCE": "LATE"}), "SORT", daily.place)

    again = daily.open(made, execution="two", first="SORT")

    assert again.symbols == {"SOURCE": "LATE"}
    assert run_step(again, "SORT", daily.place).records_read == {"IN": None}
    assert daily.get("temporary/DAILY/one/SORTED") == b"late"


def test_a_restart_with_another_symbol_than_its_run_began_with_is_refused_and_the_same_is_not(daily: Bench) -> None:
    daily.run(job(DAILY))

    with pytest.raises(JobError, match=r"SOURCE=LATE comes too late: run .* of DAILY began with SOURCE=TRANS, and who"):
        daily.open(job(DAILY), execution="two", first="SORT", symbols={"SOURCE": "LATE"})

    assert daily.open(job(DAILY), execution="two", first="SORT", symbols={"SOURCE": "TRANS"}).execution == "two"


@pytest.mark.parametrize("first", ["", "SORT"])
def test_a_symbol_that_the_job_does_not_have_is_refused_with_those_that_it_has(daily: Bench, first: str) -> None:
    daily.run(job(DAILY))
    lasting = daily.get("runs/DAILY/last-run.json")

    with pytest.raises(JobError, match=r"DAILY has no symbol SUORCE; its symbols are SOURCE, for example SOURCE=VALUE"):
        daily.open(job(DAILY), execution="two", first=first, symbols={"SUORCE": "LATE"})

    # It is not the run that a restart would go on with.
    assert daily.get("runs/DAILY/last-run.json") == lasting


def test_an_unknown_step_is_refused_with_the_steps_that_there_are(daily: Bench) -> None:
    with pytest.raises(JobError, match=r"'NOPE' is no step of DAILY; its steps are SORT, POST, STMT"):
        daily.run(job(DAILY), first="NOPE")


def test_a_run_that_is_not_there_is_refused(daily: Bench) -> None:
    with pytest.raises(DatasetError, match=r"DAILY has no run gone; its runs lie in runs/DAILY/"):
        open_run(FolderStore(daily.datasets), job(DAILY), execution="two", first="POST", run="gone", symbols={})


def test_a_job_begins_at_the_step_that_its_definition_names_and_not_with_an_earlier_run(daily: Bench) -> None:
    daily.run(job(DAILY))
    text = DAILY.replace("symbols:", "restart: STMT\n    symbols:").replace("BANK.MASTER(+1)}", "BANK.MASTER(0)}")

    code, printed = daily.run(job(text))

    assert code == 0
    assert [line.split()[0] for line in printed.splitlines()[2:] if not line.startswith("DAILY:")] == ["STMT"]


def test_the_first_step_of_a_new_run_is_judged_too(bench: Bench) -> None:
    assert bench.step("program: IEFBR14\nrun: only").bypassed == "COND=ONLY and no step abended"


def test_whoever_restarts_behind_an_abend_has_decided_about_it(bench: Bench) -> None:
    steps = "[{name: A, program: FAIL}, {name: B, program: IEFBR14}, {name: C, program: IEFBR14}]"
    made = job(f"name: TEST\nsteps: {steps}")
    bench.program("FAIL", "exit 16")
    assert bench.run(made)[0] == 16

    code, printed = bench.run(made, first="B")

    assert code == 0
    assert "FLUSH" not in printed
