"""What a program does beside the outputs of its case turns the gate red, and so does a case that compares nothing."""

import pytest

from tests.support.equivalence_gate import COPY, OUTPUTS, Repository

IN_PLACE = 'printf X | dd of="$DD_PAYIN" bs=1 seek=50 conv=notrunc 2>/dev/null'


@pytest.mark.parametrize("script", [f"{COPY}; {IN_PLACE}", f'{COPY}; rm "$DD_PAYIN"'])
def test_an_input_that_is_changed_in_place_is_a_problem(repository: Repository, script: str) -> None:
    repository.program(script)
    assert repository.run() == 1
    assert "program PAYJOB changed its input PAYIN, and no output is compared with that" in repository.report


def test_what_is_displayed_without_a_sysout_in_the_case_is_a_problem(repository: Repository) -> None:
    repository.program(f"{COPY}; echo TOTAL 3")
    assert repository.run() == 1
    assert "program PAYJOB DISPLAYs on SYSOUT, and the case has no DD of that name" in repository.report
    sysout = "SYSOUT: {expected: sysout.txt, format: lines, code_page: ascii}"
    (repository.folder / "sysout.txt").write_text("TOTAL 3\n")
    repository.cases(outputs=OUTPUTS.removesuffix("}") + f", {sysout}}}")
    assert repository.run() == 0, repository.report


def test_a_program_whose_golden_output_is_empty_in_all_its_cases_is_a_problem(repository: Repository) -> None:
    (repository.folder / "out.bin").write_bytes(b"")
    repository.program(': > "$DD_PAYOUT"')
    assert repository.run() == 1
    assert "program PAYJOB: the golden output of its cases has no record" in repository.junit["cases and rules"]


def test_what_rules_overlook_is_told_on_the_console(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repository.program(f'{COPY}; printf 4 | dd of="$DD_PAYOUT" bs=1 seek=55 conv=notrunc 2>/dev/null')
    rule = "- {rule: mask, dd: PAYOUT, field: PAY-NAME, pattern: 'NAME \\d', reason: a test}"
    (repository.folder / "rules.yaml").write_text(rule)
    assert repository.run() == 0, repository.report
    assert "pay: PAYJOB is equal (3 records, return code 0, overlooked by rules: 1)" in capsys.readouterr().out
    assert "1 records masked" in repository.report
