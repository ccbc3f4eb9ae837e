"""What ACCTPOST and ACCTINQ have to compute, written from their specification in Decimal, not from a run of them.

There is no mainframe here that could have made the golden output. So two independent writings of the rules, this one
and the COBOL programs, must agree; a team with a mainframe replaces the golden files by what its own jobs wrote.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from tests.support.golden_lines import count_lines, invalid_lines, sum_lines
from tests.support.golden_records import ZERO, Account, Checking, Loan, Movement, Savings
from tests.support.golden_results import Reject, Transaction

LARGEST = Decimal("999999999.99")  # S9(9)V99
MESSAGES = {
    1: "AMOUNT IS NOT NUMERIC",
    2: "ACCOUNT NUMBER IS NOT NUMERIC",
    3: "ACCOUNT IS NOT ON THE MASTER",
    4: "MASTER RECORD IS INVALID",
    5: "TRANSACTION CODE IS UNKNOWN",
    6: "ACCOUNT IS CLOSED",
    7: "ACCOUNT IS FROZEN",
    8: "AMOUNT IS ZERO OR NEGATIVE",
    9: "NOT ALLOWED FOR THIS TYPE",
    10: "BALANCE WOULD FALL BELOW LIMIT",
    11: "AMOUNT WOULD EXCEED 11 DIGITS",
    12: "WITHDRAWALS ARE USED UP",
    13: "DATE IS WRONG OR AFTER THE RUN",
    14: "PAYMENT EXCEEDS THE LOAN",
}


def post(account: Account, code: str, amount: Decimal, date: int) -> tuple[Account, int]:
    """The account after one transaction, and 0; or the account as it was, and the reason of the refusal."""
    area, withdrawal = account.area, code == "WD"
    refusals = (
        (5, code not in ("DP", "WD", "FE", "AD")),
        (6, account.status == "C"),
        (7, account.status == "F" and code != "DP"),
        (8, amount == 0 or (amount < 0 and code != "AD")),
        (9, withdrawal and isinstance(area, Loan)),
        (12, withdrawal and isinstance(area, Savings) and area.withdrawals >= 6),
    )
    for reason, holds in refusals:
        if holds:
            return account, reason
    movement = -amount if code in ("WD", "FE") else amount
    balance = account.balance + movement
    credits = account.credits + max(movement, ZERO)
    debits = account.debits - min(movement, ZERO)
    limit = area.limit if isinstance(area, Checking) else ZERO
    if max(abs(balance), abs(credits), abs(debits)) > LARGEST:
        return account, 11
    if withdrawal and balance + limit < 0:
        return account, 10
    if code == "DP" and isinstance(area, Loan) and balance > 0:
        return account, 14
    if withdrawal and isinstance(area, Savings):
        area = replace(area, withdrawals=area.withdrawals + 1)
    changed = replace(account, balance=balance, credits=credits, debits=debits, area=area)
    return changed.with_movement(Movement(date, code, movement)), 0


@dataclass(frozen=True, kw_only=True)
class Posting:
    """What ACCTPOST leaves: new master, rejects, SYSOUT lines, return code."""

    masters: tuple[Account, ...]
    rejects: tuple[Reject, ...]
    sysout: tuple[str, ...]
    return_code: int


def post_day(masters: Sequence[Account], transactions: Iterable[Transaction], run_date: int) -> Posting:
    """masters, transactions: sorted by account."""
    accounts = {account.number: account for account in masters}
    rejects, moved, read = [], ZERO, 0
    for transaction in transactions:
        read += 1
        before = accounts.get(transaction.account) if isinstance(transaction.account, int) else None
        after, reason = _post(before, transaction, run_date)
        if before and after:
            accounts[before.number] = after
            moved += after.balance - before.balance
        else:
            balance = before.balance if before and not before.damage else ZERO
            rejects.append(_reject(transaction, reason, balance, run_date))
    invalid = [account.number for account in masters if account.damage]
    counts = {
        "MASTERS READ": len(masters),
        "MASTERS WRITTEN": len(masters),
        "MASTERS INVALID": len(invalid),
        "TRANSACTIONS READ": read,
        "TRANSACTIONS POSTED": read - len(rejects),
        "TRANSACTIONS REJECTED": len(rejects),
    }
    balance_in = sum((account.balance for account in masters if not account.damage), ZERO)
    sums = {"BALANCE IN": balance_in, "MOVEMENTS": moved, "BALANCE OUT": balance_in + moved}
    sysout = invalid_lines("ACCTPOST", invalid, "WRITTEN UNCHANGED")
    return Posting(
        masters=tuple(accounts[account.number] for account in masters),
        rejects=tuple(rejects),
        sysout=(*sysout, *count_lines("ACCTPOST", counts), *sum_lines("ACCTPOST", sums)),
        return_code=8 if invalid else 4 if rejects else 0,
    )


def _post(account: Account | None, transaction: Transaction, run_date: int) -> tuple[Account | None, int]:
    """The account after the transaction, or None and the reason of the reject."""
    date, amount = transaction.date, transaction.amount
    if isinstance(transaction.account, str):
        return None, 2
    if account is None:
        return None, 3
    if account.damage:
        return None, 4
    if isinstance(amount, str):
        return None, 1
    if isinstance(date, str) or date > run_date:
        return None, 13
    after, reason = post(account, transaction.code, amount, date)
    return (None, reason) if reason else (after, 0)


def _reject(transaction: Transaction, reason: int, balance: Decimal, run_date: int) -> Reject:
    message = MESSAGES[reason]
    return Reject(transaction=transaction, reason=reason, message=message, balance=balance, run_date=run_date)
