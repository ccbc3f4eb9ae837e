"""What INTCALC has to compute, written from its specification: see `golden_reference`.

Intermediate results follow Enterprise COBOL (Programming Guide, appendix Intermediate results and arithmetic
precision, fixed-point): products keep all decimals, a quotient keeps at least dmax decimals and is cut there. INTCALC
multiplies first and divides last, and dmax (5, of the rates) is more than the 4 decimals of its target, so that the
mainframe's rule and exact arithmetic give the same; `quotient` applies the mainframe's rule all the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, localcontext

from tests.support.golden_lines import count_lines, invalid_lines, sum_lines
from tests.support.golden_records import ZERO, Account, Checking, Loan, Movement, Savings
from tests.support.golden_reference import LARGEST
from tests.support.golden_results import Interest

_LARGEST_AMOUNT = Decimal("9999999.99")  # S9(7)V99 and the integer part of S9(7)V9(4)
_LARGEST_ACCRUED = Decimal("9999999.9999")


@dataclass(frozen=True, kw_only=True)
class Month:
    """What INTCALC leaves: new master, interest records, SYSOUT lines, return code."""

    masters: tuple[Account, ...]
    interest: tuple[Interest, ...]
    sysout: tuple[str, ...]
    return_code: int


def quotient(dividend: Decimal, divisor: Decimal, dmax: int) -> Decimal:
    """dividend / divisor, cut after as many decimals as Enterprise COBOL keeps. Both exact."""
    decimals = max(_decimals(dividend) - _decimals(divisor), dmax)
    with localcontext() as context:
        context.prec, context.rounding = 60, ROUND_DOWN
        return (dividend / divisor).quantize(Decimal(1).scaleb(-decimals))


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int), "no infinity here"
    return max(-exponent, 0)


def _cut(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.0001"), ROUND_DOWN)


def _of(base: Decimal, rate: Decimal, days: int, year: int) -> Decimal:
    """rate: per cent a year, with five decimals. Result with four decimals."""
    return _cut(quotient(base * rate.quantize(Decimal("0.00001")) * days, Decimal(year * 100), dmax=5))


def accrue(account: Account, credit_rate: Decimal, days: int, year: int) -> tuple[Decimal, Decimal, int]:
    """Accrued interest, the rate (of savings the rate of the highest tier reached) and the days that count."""
    area, balance = account.area, account.balance
    if isinstance(area, Loan):
        return _of(balance, area.rate, 30, 360), area.rate, 30
    if isinstance(area, Checking):
        rate = area.rate if balance < 0 else credit_rate
        return _of(balance, rate, days, year), rate, days
    return (*_tiers(area, balance, days, year), days)


def _tiers(area: Savings, balance: Decimal, days: int, year: int) -> tuple[Decimal, Decimal]:
    accrued, reached = ZERO, ZERO
    for number, (start, rate) in enumerate(area.tiers):
        following = area.tiers[number + 1][0] if number < 2 else ZERO
        end = following if following > 0 else LARGEST
        if balance > start and (number == 0 or start > 0):
            accrued, reached = accrued + _of(min(balance, end) - start, rate, days, year), rate
    return accrued, reached


def month_end(masters: Sequence[Account], period_end: int, credit_rate: Decimal, year: int) -> Month:
    """period_end: YYYYMMDD, the last day. year: days of the year."""
    results = [_account(account, period_end, credit_rate, year) for account in masters]
    found = [interest for _, interest in results]
    invalid = [interest.account for interest in found if interest.result == "IV"]
    size_errors = [interest.account for interest in found if interest.result == "SE"]
    counts = {
        "MASTERS READ": len(masters),
        "MASTERS INVALID": len(invalid),
        "INTEREST POSTED": sum(interest.result == "OK" for interest in found),
        "SIZE ERRORS": len(size_errors),
    }
    sums = {
        "CREDITED": sum((max(interest.amount, ZERO) for interest in found), ZERO),
        "CHARGED": sum((min(interest.amount, ZERO) for interest in found), ZERO),
        "BALANCE OUT": sum((after.balance for after, _ in results if not after.damage), ZERO),
    }
    problems = [
        f"INTCALC : ACCOUNT {each.account:010d} SIZE ERROR, NO INTEREST POSTED"
        if each.result == "SE"
        else invalid_lines("INTCALC", [each.account], "WRITTEN UNCHANGED")[0]
        for each in found
        if each.result in ("SE", "IV")
    ]
    return Month(
        masters=tuple(after for after, _ in results),
        interest=tuple(found),
        sysout=(*problems, *count_lines("INTCALC", counts), *sum_lines("INTCALC", sums)),
        return_code=8 if invalid else 4 if size_errors else 0,
    )


def _account(account: Account, period_end: int, credit_rate: Decimal, year: int) -> tuple[Account, Interest]:
    nothing = Interest(account=account.number, type=account.type, period_end=period_end)
    if account.damage:
        return account, replace(nothing, result="IV")
    area = replace(account.area, withdrawals=0) if isinstance(account.area, Savings) else account.area
    earlier = ZERO if period_end // 100 % 100 == 1 else account.year_interest
    account = replace(account, credits=ZERO, debits=ZERO, year_interest=earlier, area=area)
    nothing = replace(nothing, base=account.balance)
    if account.status == "C":
        return account, nothing
    accrued, rate, days = accrue(account, credit_rate, period_end % 100, year)
    amount = accrued.quantize(Decimal("0.01"), ROUND_HALF_UP)
    interest = replace(nothing, days=days, rate=rate, accrued=accrued, amount=amount)
    too_large = abs(accrued) > _LARGEST_ACCRUED or max(abs(amount), abs(earlier + amount)) > _LARGEST_AMOUNT
    if too_large or abs(account.balance + amount) > LARGEST:
        return account, replace(interest, accrued=ZERO, amount=ZERO, result="SE")
    if not amount:
        return account, interest
    changed = replace(account, balance=account.balance + amount, year_interest=earlier + amount)
    return changed.with_movement(Movement(period_end, "IN", amount)), replace(interest, result="OK")
