"""What STMTRPT has to print, written from its specification: see `golden_reference`."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.support.golden_lines import count_lines, edited, invalid_lines
from tests.support.golden_records import ZERO, Account, Checking, Loan, Savings

_NAMES = {"DP": "DEPOSIT", "WD": "WITHDRAWAL", "FE": "FEE", "AD": "ADJUSTMENT", "IN": "INTEREST"}
_TYPES = {"C": "CHECKING", "S": "SAVINGS", "L": "LOAN"}


@dataclass(frozen=True, kw_only=True)
class Report:
    """What STMTRPT leaves: lines of 133 characters, SYSOUT lines, return code."""

    lines: tuple[str, ...]
    sysout: tuple[str, ...]
    return_code: int


def report(masters: Sequence[Account], run_date: int) -> Report:
    """run_date: YYYYMMDD."""
    invalid = [account.number for account in masters if account.damage]
    stated = [account for account in masters if not account.damage and account.status != "C"]
    lines = [line for page, account in enumerate(stated, 1) for line in _statement(account, page, run_date)]
    lines.append("1TOTALS")
    for kind, name in _TYPES.items():
        balances = [account.balance for account in stated if account.type == kind]
        lines.append(f" {name:12}{len(balances):>9,}{edited(sum(balances, ZERO), 21)}")
    counts = {
        "MASTERS READ": len(masters),
        "MASTERS INVALID": len(invalid),
        "STATEMENTS": len(stated),
        "LINES WRITTEN": len(lines),
    }
    return Report(
        lines=tuple(line.ljust(133) for line in lines),
        sysout=(*invalid_lines("STMTRPT", invalid, "NO STATEMENT"), *count_lines("STMTRPT", counts)),
        return_code=8 if invalid else 0,
    )


def _statement(account: Account, page: int, run_date: int) -> list[str]:
    frozen = "FROZEN" if account.status == "F" else ""
    kind = f"{_TYPES[account.type]:10}{account.branch:6}{account.currency:5}{frozen}"
    lines = [
        f"1{'STATEMENT OF ACCOUNT':24}{_date(run_date)}{'   PAGE':8}{page:>7,}",
        f"0{account.number:010d}  {kind}",
        f" {account.holder}",
        f" {account.street}",
        f" {account.city:26}{account.country}",
    ]
    entries = [movement for movement in reversed(account.recent) if movement.date]
    for movement in entries:
        name = _NAMES.get(movement.code, movement.code)
        lines.append(f" {_date(movement.date)}  {name:17}{edited(movement.amount, 15)}")
    lines += _of_type(account)
    month = (("CREDITS OF THE MONTH", account.credits), ("DEBITS OF THE MONTH", account.debits))
    for label, amount in (*month, ("INTEREST OF THE YEAR", account.year_interest)):
        lines.append(f" {label:29}{edited(amount, 15)}")
    # The line after the address is set off by an empty one.
    lines[5] = "0" + lines[5][1:]
    return [*lines, f"0{'BALANCE':29}{edited(account.balance, 15)}"]


def _of_type(account: Account) -> list[str]:
    area = account.area
    if isinstance(area, Checking):
        return [f" {'OVERDRAFT LIMIT':29}{edited(area.limit, 15)}", f" {'MONTHLY FEE':29}{edited(area.fee, 15)}"]
    if isinstance(area, Savings):
        return [f" {'WITHDRAWALS OF THE MONTH':37}{area.withdrawals:>6,} "]
    if isinstance(area, Loan):
        amounts = (("PRINCIPAL", area.principal), ("INSTALMENT", area.instalment))
        lines = [f" {label:29}{edited(amount, 15)}" for label, amount in amounts]
        return [*lines, f" {'TERM IN MONTHS':37}{area.months:>6,} "]


def _date(value: int) -> str:
    shown = str(value)
    return f"{shown[:4]}/{shown[4:6]}/{shown[6:]}"
