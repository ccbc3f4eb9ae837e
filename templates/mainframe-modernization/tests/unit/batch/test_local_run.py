"""A whole job on this machine: `python -m batch run`, and its table of steps."""

import json
import re
from pathlib import Path

import pytest

from batch.__main__ import main
from batch.catalogue import read_catalogue
from batch.definition import read_job
from batch.record_form import unknown
from tests.support.batch_jobs import Bench, job

ROOT = Path(__file__).parents[3]
JOB = """
    name: TEST
    steps:
    - name: COPY
      program: COPY
      datasets:
      - {dd: IN, dataset: BANK.IN, format: fixed, length: 4}
      - {dd: OUT, dataset: BANK.MASTER(+1), disposition: [NEW, CATLG], format: fixed, length: 4}
    - {name: NEXT, program: FAIL, bypass_when: [{code: 0, operator: LT}]}
    - {name: LAST, program: FAIL, when: {step: COPY, operator: EQ, value: 8}}
"""


def test_the_table_says_what_became_of_each_step(bench: Bench) -> None:
    bench.program("COPY", 'cat "$DD_IN" "$DD_IN" > "$DD_OUT"; exit 8')
    bench.program("FAIL", "kill -KILL $$")
    bench.put("BANK.IN", b"12345678")

    code, printed = bench.run(job(JOB))

    assert code == 16
    lines = [re.sub(r" +", " ", re.sub(r"[0-9]+\.[0-9]{2}", "TIME", line)) for line in printed.splitlines()[1:]]
    assert lines == [
        "STEP PROGRAM RC SECONDS RECORDS",
        "COPY COPY 0008 TIME IN 2 in, OUT 4 out",
        "NEXT FAIL FLUSH TIME COND 0 LT return code 8 of COPY",
        "LAST FAIL ABEND TIME signal SIGKILL",
    ]


def test_a_job_that_cannot_go_on_ends_with_16_and_the_reason(bench: Bench) -> None:
    code, printed = bench.run(job(JOB))

    assert code == 16
    assert "TEST ended: program COPY of COPY is neither in" in printed
    assert "build it with `make cobol`" in printed


def test_the_command_line_runs_a_job_on_a_copy_of_the_sample_data(
    bench: Bench, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # With relative folders, as make gives them.
    monkeypatch.chdir(bench.folder)
    jobs, seed = bench.folder / "jobs", bench.folder / "seed"
    for folder in (jobs, seed):
        folder.mkdir()
    (jobs / "datasets.yaml").write_text("datasets: [{name: BANK.MASTER, generations: 3}]\n")
    (jobs / "SHOW.yaml").write_text(
        "name: SHOW\nsymbols: {CODE: '0'}\nsteps:\n- name: SHOW\n  program: SHOW\n  parameter: '&CODE'\n"
        "  datasets: [{dd: IN, dataset: BANK.MASTER(0)}]\n"
    )
    (seed / "BANK.MASTER").write_bytes(b"first")
    bench.program("SHOW", 'grep -q first "$DD_IN" || exit 12; exit "$1"')
    folders = ["--jobs", "jobs", "--datasets", "made", "--seed", str(seed)]
    options = [*folders, "--programs", "programs", "--copybooks", str(bench.folder / "cpy")]

    assert main(["run", "SHOW", *options]) == 0
    assert main(["run", "SHOW", *options, "--symbol", "CODE=4"]) == 4
    assert (bench.folder / "made" / "BANK.MASTER.G0001V00").read_bytes() == b"first"
    assert capsys.readouterr().out.splitlines()[-1] == (
        "Data sets are in made, what programs printed is in made/sysout/SHOW. The next job goes on with these data "
        f"sets; `rm -r made` begins anew with {seed}."
    )

    assert main(["run", "NONE", *options]) == 16
    assert "NONE.yaml: this file cannot be read" in capsys.readouterr().err


def test_decide_says_what_runs_after_a_step(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    (bench.folder / "TEST.yaml").write_text(JOB.replace("\n    ", "\n"))

    assert main(["decide", "TEST", "COPY", "COPY=4", "--jobs", str(bench.folder)]) == 0

    assert json.loads(capsys.readouterr().out) == {
        "next": "END",
        "bypassed": {"NEXT": "COND 0 LT return code 4 of COPY", "LAST": "its IF is not true"},
    }


@pytest.mark.parametrize("path", sorted(ROOT.glob("jobs/[A-Z]*.yaml")), ids=lambda path: path.stem)
def test_every_job_of_the_repository_is_read_and_knows_its_records(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    found = unknown(read_job(path), read_catalogue(ROOT / "jobs" / "datasets.yaml"))

    said = [
        f"jobs/{path.name} line {next(number for number, line in enumerate(lines, 1) if name in line)}: {sentence}"
        for name, sentence in found
    ]
    assert not said, "\n".join(said)


PASSED = """
    name: TEST
    steps:
    - name: MAKE
      program: MAKE
      datasets:
      - {dd: OUT, dataset: "&&M", disposition: [NEW, PASS], format: fixed, length: 4}
    - name: READ
      program: READ
      datasets:
      - {dd: IN, dataset: "&&M", disposition: [OLD, DELETE]}
"""


def test_a_step_knows_the_records_by_the_step_that_wrote_them(bench: Bench) -> None:
    bench.program("MAKE", 'printf 12345678 > "$DD_OUT"')
    bench.program("READ", "exit 0")

    code, printed = bench.run(job(PASSED))

    assert code == 0
    assert "IN 2 in" in printed and "?" not in printed


def test_records_that_nobody_describes_are_named_with_what_to_write(bench: Bench) -> None:
    bench.program("MAKE", 'printf 12345678 > "$DD_OUT"')
    bench.program("READ", "exit 0")

    _, printed = bench.run(job(PASSED.replace(", format: fixed, length: 4", "")))

    said = "TEST: DD OUT of MAKE: nobody says how long the records of &&M are"
    assert printed.count(said) == 1
    assert 'add to jobs/datasets.yaml: - {name: "&&M", format: fixed, length: 80}' in printed


def test_data_sets_that_nobody_put_in_are_named_all_at_once(bench: Bench) -> None:
    bench.program("COPY", "exit 0")
    more = "{dd: OLD, dataset: BANK.MASTER(0)}\n      - {dd: TWO, dataset: BANK.TWO}\n      - "
    text = JOB.replace("{dd: OUT,", more + "{dd: OUT,")

    code, printed = bench.run(job(text))

    assert code == 16
    assert "TEST reads BANK.IN, BANK.MASTER.G0001V00, BANK.TWO, which" in printed


def test_there_are_jobs_in_the_repository() -> None:
    assert list(ROOT.glob("jobs/[A-Z]*.yaml"))
