"""The golden and sample files on disk are those that the reference computes, and hold what they are there for."""

from decimal import Decimal

import pytest

from tests.support.golden_accounts import ACCOUNTS
from tests.support.golden_fields import Page, packed, trailing, zoned
from tests.support.golden_files import DAY, GOLDEN, RATE, ROOT, golden_files
from tests.support.golden_interest import accrue, month_end, quotient
from tests.support.golden_online import answer
from tests.support.golden_reference import MESSAGES, post_day
from tests.support.golden_transactions import CALLS, SORTED, TRANSACTIONS

_FILES = golden_files()


@pytest.mark.parametrize("name", sorted(_FILES))
def test_a_file_holds_what_the_reference_computes(name: str) -> None:
    assert (ROOT / name).read_bytes() == _FILES[name], "run: python -m tests.support.golden_files"


def test_no_golden_file_is_without_a_source() -> None:
    found = {str(path.relative_to(ROOT)) for path in (ROOT / GOLDEN).rglob("*/*") if path.is_file()}

    assert found == {name for name in _FILES if name.startswith(GOLDEN)}


def test_numbers_are_stored_as_the_programming_guide_shows_them() -> None:
    # The examples of "Formats for numeric data", of which each sign differs.
    assert packed(Decimal("12.34"), 5) == b"\x01\x23\x4c"
    assert packed(Decimal("-12.34"), 5) == b"\x01\x23\x4d"
    assert zoned(Decimal("12.34"), 4, Page.EBCDIC) == b"\xf1\xf2\xf3\xc4"
    assert zoned(Decimal("-12.34"), 4, Page.EBCDIC) == b"\xf1\xf2\xf3\xd4"
    assert trailing(Decimal("-12.34"), 4, Page.EBCDIC) == b"\xf1\xf2\xf3\xf4\x60"


def test_the_transactions_meet_each_reason_of_a_reject() -> None:
    rejects = post_day(ACCOUNTS, SORTED, DAY).rejects

    assert {reject.reason for reject in rejects} == set(MESSAGES)


def test_the_day_posts_transactions_of_each_code() -> None:
    posted = post_day(ACCOUNTS, SORTED, DAY).masters

    assert {movement.code for account in posted for movement in account.recent if movement.date} >= {
        "DP",
        "WD",
        "FE",
        "AD",
    }


def test_the_interest_meets_each_result_of_each_type() -> None:
    found = {(each.type, each.result) for each in month_end(ACCOUNTS, DAY, RATE, 365).interest}

    # Nothing is due on a loan only when it is closed or paid, and no loan here is.
    assert found == {
        *((kind, result) for kind in "CS" for result in ("OK", "ND", "SE")),
        ("L", "OK"),
        ("C", "IV"),
        ("L", "IV"),
    }


def test_the_calls_meet_each_return_code() -> None:
    assert {answer(call).return_code for call in CALLS} == {0, 4, 8, 12}


def test_the_transactions_come_in_another_order_than_posting_wants() -> None:
    assert sorted(map(repr, TRANSACTIONS)) == sorted(map(repr, SORTED))
    assert TRANSACTIONS != SORTED


@pytest.mark.parametrize(
    ("holder", "accrued", "amount"),
    [
        ("LOST BY SHORT INTERMEDIATES", "-5.9416", "-5.94"),
        ("HALF A CENT", "0.4650", "0.47"),
        ("HALF A CENT BELOW ZERO", "-4.1850", "-4.19"),
        ("LESS THAN HALF A CENT", "0.0049", "0.00"),
        # 5000 * 0.75 and 20000 * 1.33333 and 98456.78 * 2.12345, each * 31 / 36500 and cut.
        ("THIRD TIER", "203.3978", "203.40"),
    ],
)
def test_interest_is_that_of_a_calculation_by_hand(holder: str, accrued: str, amount: str) -> None:
    account = next(each for each in ACCOUNTS if each.holder == holder)

    found = month_end([account], DAY, RATE, 365).interest[0]

    assert (found.accrued, found.amount) == (Decimal(accrued), Decimal(amount))


def test_a_quotient_keeps_the_decimals_of_enterprise_cobol() -> None:
    assert quotient(Decimal("1.00"), Decimal("3"), dmax=5) == Decimal("0.33333")
    assert quotient(Decimal("2.0000000"), Decimal("3"), dmax=5) == Decimal("0.6666666")
    assert quotient(Decimal("-2.00"), Decimal("3"), dmax=2) == Decimal("-0.66")


def test_the_rule_of_the_mainframe_changes_no_amount_of_this_sample() -> None:
    # INTCALC divides last: cutting the quotient must give what exact arithmetic gives.
    for account in ACCOUNTS:
        area = account.area
        rate = getattr(area, "rate", None)
        if rate is None or account.damage:
            continue
        accrued, used, days = accrue(account, RATE, 31, 365)
        year = 360 if account.type == "L" else 365
        exact = account.balance * used * days / (year * 100)
        assert abs(exact - accrued) < Decimal("0.0001"), account.holder
