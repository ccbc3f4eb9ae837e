"""A step: its data sets before the program, its return code, and what of its output is kept."""

import hashlib
import json

import pytest

from batch.catalogue import Entry
from batch.errors import DatasetError, JobError
from tests.support.batch_jobs import Bench

COPY = """
    program: COPY
    datasets:
    - {dd: IN, dataset: BANK.IN, disposition: [SHR]}
    - {dd: OUT, dataset: BANK.OUT, disposition: [NEW, CATLG, DELETE]}
"""


@pytest.mark.parametrize("code", [0, 4, 8, 12, 15])
def test_below_16_the_exit_code_is_the_return_code_and_the_output_is_kept(bench: Bench, code: int) -> None:
    bench.program("COPY", f'cat "$DD_IN" > "$DD_OUT"; exit {code}')
    bench.put("BANK.IN", b"records")

    outcome = bench.step(COPY)

    assert (outcome.code, outcome.abend) == (code, "")
    assert bench.get("BANK.OUT") == b"records"


@pytest.mark.parametrize(("end", "said"), [("exit 16", "return code 16"), ("kill -SEGV $$", "signal SIGSEGV")])
def test_an_abend_leaves_nothing_of_what_was_to_be_deleted_then(bench: Bench, end: str, said: str) -> None:
    bench.program("COPY", f'cat "$DD_IN" > "$DD_OUT"; {end}')
    bench.put("BANK.IN", b"records")

    outcome = bench.step(COPY)

    assert outcome.code is None
    assert said in outcome.abend
    assert bench.get("BANK.OUT") is None
    assert bench.get("BANK.IN") == b"records"


def test_after_an_abend_new_output_is_kept_when_the_disposition_says_so(bench: Bench) -> None:
    bench.program("COPY", 'printf part > "$DD_OUT"; exit 16')
    bench.put("BANK.IN", b"")

    bench.step(COPY.replace("DELETE", "CATLG"))

    assert bench.get("BANK.OUT") == b"part"


def test_a_missing_input_is_refused_and_the_program_is_not_started(bench: Bench) -> None:
    bench.program("COPY", 'touch "$DD_OUT"; exit 0')

    with pytest.raises(DatasetError, match=r"DD IN of ONLY: data set BANK\.IN is not there; COPY was not started"):
        bench.step(COPY)

    assert bench.get("BANK.OUT") is None


def test_a_missing_program_is_refused_with_its_folder(bench: Bench) -> None:
    bench.put("BANK.IN", b"")

    with pytest.raises(JobError, match=r"program COPY of ONLY is neither in .*/programs nor one of IEFBR14"):
        bench.step(COPY)


def test_a_record_of_the_wrong_length_is_refused_with_its_place(bench: Bench) -> None:
    bench.program("COPY", "exit 0")
    bench.catalogue["BANK.IN"] = Entry(format="fixed", length=10)
    bench.put("BANK.IN", b"x" * 25)

    with pytest.raises(DatasetError, match=r"DD IN, data set BANK\.IN: record 3 at offset 20 has 5 bytes; each has 10"):
        bench.step(COPY)


def test_an_output_of_the_wrong_length_is_refused_and_no_output_of_the_step_is_kept(bench: Bench) -> None:
    bench.program("COPY", 'printf good > "$DD_OUT"; printf 12345 > "$DD_BAD"')
    bench.catalogue["BANK.BAD"] = Entry(format="fixed", length=4)
    bench.put("BANK.IN", b"")

    with pytest.raises(DatasetError, match=r"DD BAD, data set BANK\.BAD: record 2 at offset 4 has 1 bytes"):
        bench.step(COPY + "    - {dd: BAD, dataset: BANK.BAD, disposition: [NEW, CATLG]}\n")

    assert bench.get("BANK.OUT") is None


def test_what_a_program_writes_without_a_dd_is_refused(bench: Bench) -> None:
    bench.program("COPY", "echo lost > REPORT")
    bench.put("BANK.IN", b"")

    with pytest.raises(DatasetError, match="COPY wrote REPORT, for which ONLY has no DD"):
        bench.step(COPY)


def test_the_manifest_names_each_output_with_hash_bytes_and_records(bench: Bench) -> None:
    bench.program("COPY", 'cat "$DD_IN" > "$DD_OUT"')
    bench.catalogue |= {"BANK.IN": Entry(format="fixed", length=4), "BANK.OUT": Entry(format="lines")}
    bench.put("BANK.IN", b"one\ntwo\n")

    bench.step(COPY)

    manifest = json.loads(bench.get("runs/TEST/one/ONLY/one.json") or b"")
    assert manifest["records_read"] == {"IN": 2}
    [written] = manifest["written"]
    assert (written["key"], written["bytes"], written["records"]) == ("datasets/BANK.OUT", 8, 2)
    assert written["sha256"] == hashlib.sha256(b"one\ntwo\n").hexdigest()


def test_a_step_that_ended_is_not_run_again_in_its_execution(bench: Bench) -> None:
    bench.program("COPY", 'echo once >> "$DD_OUT"')
    bench.put("BANK.IN", b"")
    first = bench.step(COPY)

    bench.program("COPY", "exit 12")

    assert bench.step(COPY) == first
    assert bench.step(COPY, execution="two").code == 12


def test_a_program_gets_its_parameter_as_one_argument_and_no_secrets(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("TASK_TOKEN", "secret")
    monkeypatch.setenv("COB_CURRENT_DATE", "20260131")
    monkeypatch.setenv("DD_OTHER", "/of/another/step")
    bench.program("SHOW", 'printf "%s|%s|" "$#" "$1" > "$DD_OUT"; env >> "$DD_OUT"')

    bench.step("""
        program: SHOW
        parameter: "two words"
        datasets: [{dd: OUT, dataset: BANK.OUT, disposition: [NEW, CATLG]}]
    """)

    shown = (bench.get("BANK.OUT") or b"").decode()
    assert shown.startswith("1|two words|")
    assert "COB_CURRENT_DATE=20260131" in shown
    assert "secret" not in shown
    assert "DD_OTHER" not in shown
