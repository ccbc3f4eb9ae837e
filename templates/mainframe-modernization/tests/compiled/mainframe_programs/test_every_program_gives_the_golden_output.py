"""The programs as they are give the golden output; with one place changed they do not: each place is covered."""

from pathlib import Path

import pytest

from tests.support.golden_files import ROOT
from tests.support.golden_runs import cases, changed, compiled, results
from workload.cobol.dialect import flags

_PROGRAMS = sorted(path.stem for path in (ROOT / "cbl").glob("*.cbl"))

# What is changed, in which member of which program, and a DD that must show it.
_FAULTS = [
    ("rounding lost", "INTCALC", "cbl/INTCALC.cbl", "INT-AMOUNT ROUNDED =", "INT-AMOUNT =", "INTOUT"),
    ("a tier lost", "INTCALC", "cbl/INTCALC.cbl", "UNTIL WS-TIER > 3", "UNTIL WS-TIER > 2", "INTOUT"),
    (
        "a tier begins one cent early",
        "INTCALC",
        "cbl/INTCALC.cbl",
        "ACCT-BALANCE > SAV",
        "ACCT-BALANCE NOT < SAV",
        "INTOUT",
    ),
    ("days of loans", "INTCALC", "cbl/INTCALC.cbl", "MOVE 30 TO INT-DAYS", "MOVE RUN-DAY TO INT-DAYS", "INTOUT"),
    ("year of loans", "INTCALC", "cbl/INTCALC.cbl", "INT-DAYS / 36000", "INT-DAYS / 36500", "INTOUT"),
    (
        "year not begun again",
        "INTCALC",
        "cbl/INTCALC.cbl",
        "IF RUN-MONTH-JANUARY",
        "IF NOT RUN-MONTH-JANUARY",
        "ACCTOUT",
    ),
    (
        "interest for a closed account",
        "INTCALC",
        "cbl/INTCALC.cbl",
        "IF NOT ACCT-IS-CLOSED",
        "IF ACCT-TYPE-VALID",
        "INTOUT",
    ),
    (
        "sign of a withdrawal lost",
        "ACCTPOST",
        "cpy/POSTRULE.cpy",
        "ZERO - POST-AMOUNT",
        "ZERO + POST-AMOUNT",
        "ACCTOUT",
    ),
    (
        "one withdrawal too many",
        "ACCTPOST",
        "cpy/POSTRULE.cpy",
        "SAV-WITHDRAWALS NOT < 6",
        "SAV-WITHDRAWALS > 6",
        "REJOUT",
    ),
    ("one cent below the limit", "ACCTPOST", "cpy/POSTRULE.cpy", "LIMIT < ZERO", "LIMIT < -0.01", "REJOUT"),
    ("frozen accounts pay out", "ACCTPOST", "cpy/POSTRULE.cpy", "AND NOT POST-IS-DEPOSIT", "AND POST-IS-FEE", "REJOUT"),
    ("a movement lost", "ACCTPOST", "cpy/ACCTHIST.cpy", "FROM 5 BY -1", "FROM 4 BY -1", "ACCTOUT"),
    ("tomorrow is posted", "ACCTPOST", "cbl/ACCTPOST.cbl", "TRAN-DATE > RUN-DATE", "TRAN-DATE > 20991231", "REJOUT"),
    ("order of ASCII", "ACCTPOST", "cbl/ACCTPOST.cbl", "HOST-ORDER IS EBCDIC", "HOST-ORDER IS NATIVE", "REJOUT"),
    (
        "rate of a loan not checked",
        "ACCTPOST",
        "cpy/ACCTCHK.cpy",
        "LOAN-RATE NOT NUMERIC",
        "LOAN-TERM-MONTHS < 0",
        "SYSOUT",
    ),
    ("answer not cleared", "ACCTINQ", "cbl/ACCTINQ.cbl", "MOVE SPACES TO AREA-MESSAGE", "CONTINUE", "AREA"),
    ("limit not available", "ACCTINQ", "cbl/ACCTINQ.cbl", "CHK-OVERDRAFT-LIMIT", "ZERO", "AREA"),
    ("oldest movement not printed", "STMTRPT", "cbl/STMTRPT.cbl", "POST-ENTRY < 1", "POST-ENTRY < 2", "STMTOUT"),
    (
        "minus not printed",
        "STMTRPT",
        "cbl/STMTRPT.cbl",
        "ZZZ,ZZZ,ZZ9.99-.\n       01  WS-COUNT",
        "ZZZ,ZZZ,ZZ9.99 .\n       01  WS-COUNT",
        "STMTOUT",
    ),
]


@pytest.mark.parametrize("program", _PROGRAMS)
def test_a_program_gives_the_golden_output_and_return_codes(program: str, tmp_path: Path) -> None:
    found = results(program, compiled(program, tmp_path))

    assert found, f"{program} has no golden case"
    for case in found:
        assert case.equal, (case.name, case.problems, [output.differences for output in case.outputs])


@pytest.mark.parametrize(
    ("program", "member", "old", "new", "dd"), [fault[1:] for fault in _FAULTS], ids=[fault[0] for fault in _FAULTS]
)
def test_a_fault_in_a_program_is_found(program: str, member: str, old: str, new: str, dd: str, tmp_path: Path) -> None:
    sources = changed(member, old, new, tmp_path / "sources")

    found = results(program, compiled(program, tmp_path / "programs", sources))

    assert any(output.dd == dd and output.total for case in found for output in case.outputs)


def test_an_invalid_balance_that_is_not_checked_ends_the_program(tmp_path: Path) -> None:
    sources = changed("cpy/ACCTCHK.cpy", "ACCT-BALANCE NOT NUMERIC", "ACCT-TYPE = SPACE", tmp_path / "sources")

    found = results("ACCTPOST", compiled("ACCTPOST", tmp_path / "programs", sources))

    day = next(case for case in found if case.name == "post-day")
    assert not day.equal
    # What S0C7 is on the mainframe.
    assert day.return_code is None
    assert "abended" in day.problems[0] and "ACCT-BALANCE" in day.problems[0]


def test_a_transaction_that_is_lost_ends_with_12(tmp_path: Path) -> None:
    unknown = "SET POST-ACCOUNT-UNKNOWN TO TRUE"
    sources = changed("cbl/ACCTPOST.cbl", f"{unknown}\n{' ' * 19}PERFORM 3300-REJECT", unknown, tmp_path / "sources")

    found = results("ACCTPOST", compiled("ACCTPOST", tmp_path / "programs", sources))

    # The control totals of the program itself.
    assert [case.return_code for case in found if case.name == "post-reject"] == [12]


def test_the_intermediate_results_of_os_vs_cobol_are_found(tmp_path: Path) -> None:
    short = [flag for flag in flags() if flag not in ("-fno-arithmetic-osvs", "-Wall", "-Wextra")]

    found = results("INTCALC", compiled("INTCALC", tmp_path, options=[*short, "-farithmetic-osvs", "-w"]))

    # Whatever the return code: the amounts are other ones.
    fields = {difference.field for case in found for output in case.outputs for difference in output.differences}
    assert "INT-AMOUNT" in fields


def test_the_cases_have_each_return_code() -> None:
    codes = {program: {case.return_code for case in cases(program)} for program in _PROGRAMS}

    assert codes["ACCTPOST"] == {0, 4, 8, 12, 16}
    assert codes["INTCALC"] >= {4, 8, 12}
    assert codes["STMTRPT"] >= {0, 8}
