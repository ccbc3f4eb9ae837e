"""The account master of the sample: 60 accounts, sorted by number. The same on every run: nothing random, no clock."""

from decimal import Decimal
from typing import TypedDict, Unpack

from tests.support.golden_records import Account, Checking, Loan, Movement, Savings
from tests.support.golden_reference import LARGEST

_TIERED = Savings(
    tiers=(
        (Decimal(0), Decimal("0.75")),
        (Decimal("5000.00"), Decimal("1.33333")),
        (Decimal("25000.00"), Decimal("2.12345")),
    )
)
_FULL = tuple(Movement(20260100 + day, "DP", Decimal(day)) for day in (29, 22, 15, 8, 5))


class _More(TypedDict, total=False):
    """Fields of Account beside those that each account of a type has."""

    status: str
    branch: str
    street: str
    city: str
    country: str
    currency: str
    credits: Decimal
    year_interest: Decimal
    count: int
    recent: tuple[Movement, ...]
    unsigned: bool
    damage: tuple[int, bytes | str]


def _checking(number: int, holder: str, balance: str, limit: str = "0", **more: Unpack[_More]) -> Account:
    area = Checking(limit=Decimal(limit))
    return Account(number=number, holder=holder, balance=Decimal(balance), area=area, **more)


def _savings(number: int, holder: str, balance: str, area: Savings = _TIERED, **more: Unpack[_More]) -> Account:
    return Account(number=number, holder=holder, balance=Decimal(balance), area=area, **more)


def _loan(number: int, holder: str, balance: str, rate: str = "6.75", **more: Unpack[_More]) -> Account:
    area = Loan(Decimal("24000.00"), Decimal(rate), 48, Decimal("571.43"), 20260215)
    return Account(number=number, holder=holder, balance=Decimal(balance), area=area, **more)


_SPECIAL = (
    _checking(1, "LOWEST NUMBER, NOTHING ON IT", "0"),
    # National characters, and those that stand elsewhere in CP1047: [ ] ^ and the not sign.
    _checking(1000000010, "MÜLLER & SÖHNE", "15250.75", city="KÖLN", country="DE", currency="EUR"),
    _checking(1000000021, "[BRACKETS] ^ ¬ | ! \\ {X} £5 ~", "880.10", street="42 RUE DE L'ÉTÉ", country="FR"),
    _checking(1000000032, "PEÑA Y NÚÑEZ, S.A.", "-450.17", "1000.00", city="A CORUÑA", country="ES"),
    _checking(1000000043, "LARGEST BALANCE", str(LARGEST)),
    _checking(1000000054, "SMALLEST BALANCE", str(-LARGEST), "9999999.99"),
    _checking(1000000065, "EXACTLY AT THE LIMIT", "0", "500.00"),
    _checking(1000000076, "FROZEN: DEPOSITS ONLY", "300.00", status="F"),
    _checking(1000000087, "CLOSED", "12.00", status="C", credits=Decimal("55.00")),
    _checking(1000000098, "COUNT GOES FROM 9999 TO 0", "100.00", count=9999, recent=_FULL),
    # 0.465 and -4.185: the half of a cent is rounded away from zero, not to the even digit.
    _checking(1000000101, "HALF A CENT", "438.00"),
    _checking(1000000112, "HALF A CENT BELOW ZERO", "-438.00", "1000.00"),
    _checking(1000000123, "LESS THAN HALF A CENT", "4.65"),
    # -5.94; with the intermediate results of OS/VS COBOL 0.00.
    Account(
        number=1000000134,
        holder="LOST BY SHORT INTERMEDIATES",
        balance=Decimal("-1234.56"),
        area=Checking(limit=Decimal("2000.00"), rate=Decimal("5.66667")),
    ),
    _checking(1000000145, "SIGN NIBBLE F, UNTOUCHED", "77.77", unsigned=True),
    _checking(1000000156, "SIGN NIBBLE F, POSTED", "88.88", unsigned=True),
    _checking(1000000167, "INVALID NIBBLE IN THE BALANCE", "1.00", damage=(124, b"\xab")),
    _checking(1000000178, "BLANK BALANCE", "1.00", damage=(121, b"\x40" * 6)),
    _checking(1000000189, "BLANK CREDITS OF THE MONTH", "1.00", damage=(127, " " * 11)),
    _checking(1000000190, "CREDITS OF THE MONTH ARE FULL", "5.00", credits=LARGEST),
    _savings(1100000001, "FIRST TIER", "4999.99"),
    _savings(1100000012, "EXACTLY ON A TIER", "5000.00"),
    _savings(1100000023, "THIRD TIER", "123456.78", year_interest=Decimal("1.23")),
    _savings(1100000034, "ONE TIER", "2500.00", Savings()),
    _savings(1100000045, "BELOW ZERO, NO INTEREST", "-20.00"),
    _savings(1100000056, "SIX WITHDRAWALS", "800.00", Savings(withdrawals=6)),
    _savings(1100000067, "THE SIXTH WITHDRAWAL", "800.00", Savings(withdrawals=5)),
    _savings(
        1100000078, "INTEREST EXCEEDS ITS FIELD", str(LARGEST), Savings(tiers=((Decimal(0), Decimal("99.99999")),) * 3)
    ),
    _loan(1200000001, "LOAN", "-12000.00"),
    _loan(1200000012, "LAST PAYMENT", "-571.43"),
    _loan(1200000023, "OVERPAID", "-100.00"),
    _loan(1200000034, "LARGE LOAN", "-98765432.10", "9.99999", year_interest=Decimal("-9999999.99")),
    Account(
        number=1200000045,
        holder="INVALID RATE",
        balance=Decimal("-1.00"),
        area=Loan(Decimal("1.00"), Decimal("1.00"), 1, Decimal("1.00"), 20260215),
        damage=(252, b"\xff"),
    ),
    _checking(9999999999, "HIGHEST NUMBER", "1.00"),
)


def _usual(index: int) -> Account:
    """An account without anything special; its sums follow from its index."""
    number, cents = 2000000003 + 11 * index, Decimal((index * 7919 + 1313) % 900_000) / 100
    holder, recent = f"CUSTOMER {index:02d}", _FULL[: index % 6] + (Movement(),) * (5 - index % 6)
    more: _More = {"recent": recent, "count": index * 37, "branch": f"{index % 5 + 1:04d}"}
    if index % 3 == 0:
        return _checking(number, holder, str(cents - 1000), "1500.00", **more)
    if index % 3 == 1:
        return _savings(number, holder, str(cents * 9), **more)
    return _loan(number, holder, str(-cents - 1000), **more)


ACCOUNTS = tuple(sorted((*_SPECIAL, *(_usual(index) for index in range(26))), key=lambda account: account.number))
CLEAN = tuple(account for account in ACCOUNTS if not account.damage)
"""Without the invalid records."""
