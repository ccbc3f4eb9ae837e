"""What the gate cannot use is refused before anything runs, with exit code 2 and in the reports too."""

from pathlib import Path

import pytest

from tests.support.equivalence_gate import COPY, ENVIRONMENT, OUTPUTS, Repository


def test_cases_that_cannot_be_read_are_exit_code_2_and_in_both_reports(repository: Repository) -> None:
    (repository.folder / "cases.yaml").write_text("- {name: pay}")
    assert repository.run() == 2
    assert "line 1: a case has no program; write program: ACCTPOST" in repository.report
    assert "NOT EQUAL" in repository.report
    assert "line 1: a case has no program" in repository.junit["cases and rules"]


@pytest.mark.parametrize(
    "rule",
    [
        "{rule: mask, copybook: PAYMENT, field: PAY-NOTE, reason: r}",
        "{rule: mask, copybook: OTHER, field: FILLER, reason: r}",
        "{rule: mask, dd: PAYIN, field: FILLER, reason: r}",
        "{rule: mask, dd: PAYOUT, case: other, field: FILLER, reason: r}",
        "{rule: mask, dd: PAYOUT, field: PAY-NAME, pattern: 'NAME 9', reason: r}",
        "{rule: invalid, dd: PAYIN, field: PAY-AMOUNT, reason: r}",
        "{rule: invalid, dd: PAYOUT, field: PAY-AMOUNT, reason: r}",
        "{rule: order, dd: PAYREJ, reason: r}",
    ],
)
def test_a_rule_that_nothing_of_the_cases_meets_is_refused(repository: Repository, rule: str) -> None:
    (repository.folder / "rules.yaml").write_text(f"- {rule}")
    assert repository.run() == 2
    assert "no file of the cases has what these rules are for: line 1 (" in repository.report


def test_rules_that_are_used_are_shown_with_their_reasons(repository: Repository) -> None:
    rule = "- {rule: mask, dd: PAYOUT, field: PAY-NAME, pattern: 'NAME 3', reason: <b>the name of the run</b>}"
    (repository.folder / "rules.yaml").write_text(rule)
    assert repository.run() == 0
    assert "mask PAYOUT PAY-NAME 'NAME 3'" in repository.report
    assert "&lt;b&gt;the name of the run&lt;/b&gt;" in repository.report


def test_a_rules_file_that_is_asked_for_must_be_there(repository: Repository) -> None:
    assert repository.run("--rules", str(repository.folder / "lost.yaml")) == 2
    assert "lost.yaml is not there" in repository.report


def test_a_report_of_an_earlier_run_does_not_stay(repository: Repository) -> None:
    assert repository.run() == 0
    (repository.folder / "cases.yaml").unlink()
    assert repository.run() == 2
    assert "EQUAL: each output is the golden one" not in repository.report


def test_an_earlier_report_is_gone_while_the_programs_run(repository: Repository) -> None:
    assert repository.run() == 0
    reports = repository.folder / "reports"
    repository.program(f'ls "{reports}"; {COPY}')
    (repository.folder / "none.txt").write_bytes(b"")
    sysout = "SYSOUT: {expected: none.txt, format: lines, code_page: ascii}"
    repository.cases(outputs=OUTPUTS.removesuffix("}") + f", {sysout}}}")
    assert repository.run() == 0, repository.report


def test_reports_that_cannot_be_written_are_exit_code_2_and_not_there_in_part(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository.folder / "reports").write_text("no folder")
    assert repository.run() == 2
    assert "reports" in capsys.readouterr().err
    assert (repository.folder / "reports").read_text() == "no folder"


def test_nothing_is_left_beside_the_reports(repository: Repository) -> None:
    repository.run()
    assert sorted(path.name for path in (repository.folder / "reports").iterdir()) == ["e.html", "e.xml"]


def test_a_copybook_that_cannot_be_read_is_a_problem_of_its_case(repository: Repository) -> None:
    (repository.folder / "cpy/PAYMENT.cpy").write_text("       01  PAYMENT.\n           05  PAY-ID PIC Q.\n")
    sysout = "{SYSOUT: {expected: none.txt, format: lines, code_page: ascii}}"
    (repository.folder / "none.txt").write_text("DONE\n")
    repository.program("echo DONE")
    repository.cases(f"name: other, program: PAYJOB, environment: {ENVIRONMENT}, outputs: {sysout}")
    assert repository.run() == 1
    assert "PAYMENT.cpy, line 2" in repository.report
    assert "2, of which equal 1" in repository.report


def test_a_copybook_that_is_not_there_is_named(repository: Repository) -> None:
    repository.cases(outputs=OUTPUTS.replace("PAYMENT", "LOST"))
    assert repository.run() == 1
    assert "LOST.cpy cannot be read: No such file or directory" in repository.report


@pytest.mark.parametrize("given", ["0", "-1", "all"])
def test_the_number_of_differences_is_a_whole_number(repository: Repository, given: str) -> None:
    with pytest.raises(SystemExit) as ended:
        repository.run("--differences", given)
    assert ended.value.code == 2


def test_a_golden_output_that_is_not_there_is_a_problem_and_no_empty_file(repository: Repository) -> None:
    Path(repository.folder / "out.bin").unlink()
    assert repository.run() == 1
    assert "out.bin is missing" in repository.junit["PAYJOB PAYOUT"]


@pytest.mark.parametrize("option", ["--report", "--junit"])
def test_a_report_never_takes_the_place_of_the_cases(repository: Repository, option: str) -> None:
    cases = repository.folder / "cases.yaml"
    before = cases.read_text()
    with pytest.raises(SystemExit) as ended:
        repository.run(option, str(cases))
    assert ended.value.code == 2
    assert cases.read_text() == before
