"""The gate runs each program on golden input and says with its exit code and two reports whether all is equal."""

import os
import time

import pytest

from equivalence import program
from equivalence.case_fields import DATE
from records.code_pages import CodePage
from tests.support.equivalence_files import changed, payment
from tests.support.equivalence_gate import COPY, ENVIRONMENT, INPUTS, OUTPUTS, Repository

RECORD = payment(2, CodePage.CP037)


def test_an_equal_case_is_green_in_exit_code_and_both_reports(repository: Repository) -> None:
    assert repository.run() == 0
    assert repository.junit == {"PAYJOB ends with 0": "", "PAYJOB PAYOUT": ""}
    assert "EQUAL: each output is the golden one" in repository.report
    assert "NOT EQUAL" not in repository.report


def test_a_difference_is_exit_code_1_and_named_in_both_reports(repository: Repository) -> None:
    repository.program(f'{COPY}; printf X | dd of="$DD_PAYOUT" bs=1 seek=50 conv=notrunc 2>/dev/null')
    assert repository.run() == 1
    assert "1 difference; first: field differs: record 2 (PAY-ID=2) of PAY-NAME" in repository.junit["PAYJOB PAYOUT"]
    assert "NOT EQUAL: do not promote this build" in repository.report
    for said in ("PAY-NAME", "PAY-ID=2", "'NAME 2'", "'XAME 2'", "50"):
        assert said in repository.report


def test_the_program_gets_ascii_its_parameter_and_only_the_environment_of_the_case(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DD_OTHER", "COB_PRE_LOAD", "SECRET", "LANG"):
        monkeypatch.setenv(name, "leak")
    repository.program(f'head -c 18 "$DD_PAYIN" | tail -c 12; echo; echo "$1 $#"; env | cut -d= -f1 | sort; {COPY}')
    told = {each for each in program._PASSED_ON if each in os.environ}
    names = sorted({DATE, "COB_LIBRARY_PATH", "DD_PAYIN", "DD_PAYOUT", "PWD", "LC_ALL", "TZ", *told})
    (repository.folder / "sysout.txt").write_text("\n".join(["NAME 1", "20260131 1", *names]) + "\n")
    sysout = "SYSOUT: {expected: sysout.txt, format: lines, code_page: ascii}"
    repository.cases(parameter='"20260131"', outputs=OUTPUTS.removesuffix("}") + f", {sysout}}}")
    assert repository.run() == 0, repository.report


def test_another_return_code_is_a_difference(repository: Repository) -> None:
    repository.program(f"{COPY}; exit 4")
    assert repository.run() == 1
    assert repository.junit["PAYJOB ends with 0"] == "1 difference; first: return code 4, expected 0."
    repository.cases(return_code="4")
    assert repository.run() == 0


def test_the_other_cases_run_although_one_cannot(repository: Repository) -> None:
    other = f"name: other, program: PAYJOB, environment: {ENVIRONMENT}, inputs: {INPUTS}, outputs: {OUTPUTS}"
    repository.cases(other, inputs="{PAYIN: {file: lost.bin, copybook: PAYMENT, format: fixed, code_page: 037}}")
    assert repository.run() == 1
    assert "lost.bin) is missing; the program was not run." in repository.report
    assert "2, of which equal 1" in repository.report


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("kill -SEGV $$", "program PAYJOB abended with signal SIGSEGV"),
        ("echo 'libcob: x.cbl:1: error: S0C7' >&2; exit 1", "program PAYJOB abended: S0C7"),
        ("sleep 30", "program PAYJOB did not end within 1 s and was ended; raise timeout_seconds"),
        ("sleep 30 & exit 0", "PAYOUT: program PAYJOB did not write it"),
        (f'{COPY}; cp "$DD_PAYIN" PAYREJ', "program PAYJOB wrote PAYREJ, and the case has no DD of that name"),
    ],
)
def test_a_program_that_does_something_else_is_named(repository: Repository, script: str, sentence: str) -> None:
    repository.program(script)
    repository.cases(timeout_seconds="1" if "did not end" in sentence else "60")
    begun = time.monotonic()
    assert repository.run() == 1
    assert sentence in repository.report
    assert time.monotonic() - begun < 20


def test_a_program_without_a_case_is_a_problem(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repository.program("exit 0", "NEWJOB")
    assert repository.run() == 1
    # The last line says why, where all cases are equal.
    assert ", problems of the run, which stand above: 1; report:" in capsys.readouterr().out.splitlines()[-1]
    assert "program NEWJOB in" in repository.junit["cases and rules"]


def test_a_program_that_is_not_compiled_is_named(repository: Repository) -> None:
    (repository.folder / "programs/PAYJOB").unlink()
    assert repository.run() == 1
    assert "PAYJOB is not there; compile the programs" in repository.report


@pytest.mark.parametrize("raw", ["4040404040", "00001A234C"])
def test_an_invalid_number_in_golden_input_keeps_the_program_from_running(repository: Repository, raw: str) -> None:
    record = changed(RECORD, 18, bytes.fromhex(raw))
    (repository.folder / "in.bin").write_bytes(payment(1, CodePage.CP037) + record)
    repository.program("exit 9")
    assert repository.run() == 1
    assert "record 2: PAY-AMOUNT at offset 18 holds no number" in repository.report
    assert "(offset 62 of the file)" in repository.report
    assert "none (expected 0)" in repository.report
    rule = "- {rule: invalid, dd: PAYIN, field: PAY-AMOUNT, reason: the program has to find it}"
    (repository.folder / "rules.yaml").write_text(rule)
    repository.program(COPY)
    (repository.folder / "out.bin").write_bytes((repository.folder / "in.bin").read_bytes())
    assert repository.run() == 0
