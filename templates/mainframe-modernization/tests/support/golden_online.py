"""What ACCTINQ has to answer: see `golden_reference`, whose rules of posting it shares."""

from dataclasses import replace
from decimal import Decimal

from tests.support.golden_records import ZERO, Account, Checking, Savings
from tests.support.golden_reference import LARGEST, MESSAGES, post
from tests.support.golden_results import Area

_CODES = ("DP", "WD", "FE", "AD")


def answer(area: Area) -> Area:
    """The area after the call. The account in it is another one only if a posting was done."""
    # What stands in the reply before a call does not count.
    area = replace(area, return_code=0, reason=0, message="", available=ZERO)
    account = area.account
    if account.damage:
        return replace(area, return_code=12, reason=4, message=MESSAGES[4])
    if area.function == "INQ":
        return replace(area, available=_available(account))
    if area.function != "POST":
        return replace(area, return_code=8, message="FUNCTION IS NEITHER INQ NOR POST")
    reason = _unreadable(area)
    if reason or isinstance(area.amount, bytes):
        return replace(area, return_code=8, reason=reason, message=MESSAGES[reason], available=_available(account))
    after, reason = post(account, area.code, area.amount, area.date)
    if reason:
        return replace(area, return_code=4, reason=reason, message=MESSAGES[reason], available=_available(account))
    return replace(area, account=after, available=_available(after))


def _unreadable(area: Area) -> int:
    """Why the request is invalid, whatever the account is; or 0."""
    month, day = area.date // 100 % 100, area.date % 100
    if isinstance(area.amount, bytes):
        return 1
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return 13
    return 0 if area.code in _CODES else 5


def _available(account: Account) -> Decimal:
    """What can be withdrawn: with the overdraft limit, nothing from a loan."""
    if isinstance(account.area, Checking):
        total = account.balance + account.area.limit
        return total if abs(total) <= LARGEST else account.balance
    return account.balance if isinstance(account.area, Savings) else ZERO
