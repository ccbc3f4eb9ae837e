"""The transactions of the sample's day, in the order in which the channels sent them, and the calls of ACCTINQ."""

from decimal import Decimal

from tests.support.golden_accounts import ACCOUNTS
from tests.support.golden_fields import Page
from tests.support.golden_records import Account
from tests.support.golden_results import Area, Transaction

_BY_NUMBER = {account.number: account for account in ACCOUNTS}
_SPECIAL: tuple[tuple[int | str, str, str, str], ...] = (
    # account, code, amount, what happens
    (1000000010, "DP", "1250.00", "SALARY"),
    (1000000010, "WD", "60.00", "ATM KÖLN HBF"),
    (1000000010, "FE", "0.01", "SMALLEST AMOUNT"),
    (1000000021, "AD", "-880.10", "DOWN TO ZERO"),
    (1000000032, "WD", "549.83", "DOWN TO THE LIMIT"),
    (1000000032, "WD", "0.01", "BELOW THE LIMIT"),
    (1000000043, "DP", "0.01", "SIZE ERROR"),
    (1000000043, "WD", "999999999.99", "LARGEST AMOUNT"),
    (1000000054, "FE", "0.01", "SIZE ERROR BELOW ZERO"),
    (1000000065, "WD", "500.00", "EXACTLY THE LIMIT"),
    (1000000065, "WD", "0.01", "ONE CENT TOO MUCH"),
    (1000000065, "FE", "5.00", "A FEE PASSES THE LIMIT"),
    (1000000076, "DP", "10.00", "DEPOSIT TO FROZEN"),
    (1000000076, "WD", "10.00", "WITHDRAWAL FROM FROZEN"),
    (1000000087, "DP", "10.00", "CLOSED"),
    (1000000098, "DP", "1.00", "COUNT TO 0"),
    (1000000098, "WD", "1.00", "COUNT TO 1"),
    (1000000156, "DP", "0.12", "SIGN F BECOMES C"),
    (1000000167, "DP", "1.00", "MASTER INVALID"),
    (1000000189, "DP", "1.00", "MASTER INVALID"),
    (1000000190, "DP", "0.01", "CREDITS OF THE MONTH OVERFLOW"),
    (1100000001, "WD", "0.00", "ZERO"),
    (1100000001, "DP", "-5.00", "NEGATIVE DEPOSIT"),
    (1100000001, "AD", "-5.00", "NEGATIVE ADJUSTMENT"),
    (1100000001, "XX", "5.00", "UNKNOWN CODE"),
    (1100000034, "WD", "2500.01", "MORE THAN THERE IS"),
    (1100000034, "WD", "2500.00", "ALL THERE IS"),
    (1100000056, "WD", "1.00", "SEVENTH"),
    (1100000067, "WD", "1.00", "SIXTH"),
    (1100000067, "WD", "1.00", "SEVENTH"),
    (1200000001, "WD", "1.00", "LOANS ONLY TAKE PAYMENTS"),
    (1200000001, "DP", "571.43", "INSTALMENT"),
    (1200000012, "DP", "571.43", "LAST INSTALMENT"),
    (1200000023, "DP", "100.01", "ONE CENT TOO MUCH"),
    (1999999999, "DP", "1.00", "NOT ON THE MASTER"),
    ("          ", "DP", "1.00", "BLANK ACCOUNT"),
    # In EBCDIC letters come before digits: first of all, and before 1000000010.
    ("A000000001", "DP", "1.00", "LETTER FIRST"),
    ("100000000Z", "DP", "1.00", "LETTER LAST"),
)


def _day() -> tuple[Transaction, ...]:
    found = [
        Transaction(account=account, sequence=0, code=code, amount=Decimal(amount), remark=remark)
        for account, code, amount, remark in _SPECIAL
    ]
    found += [
        Transaction(account=1000000010, sequence=0, code="DP", amount="", remark="BLANK AMOUNT"),
        Transaction(account=1000000010, sequence=0, code="DP", amount="0000001A345", remark="LETTER IN THE AMOUNT"),
        Transaction(account=1000000010, sequence=0, code="DP", amount=Decimal("3.21"), remark="NO SIGN", unsigned=True),
        Transaction(account=1000000010, sequence=0, code="DP", amount=Decimal(1), date="", remark="BLANK DATE"),
        Transaction(account=1000000010, sequence=0, code="DP", amount=Decimal(1), date=20260201, remark="TOMORROW"),
        Transaction(account=1000000010, sequence=0, code="DP", amount=Decimal(2), date=20260130, remark="YESTERDAY"),
    ]
    for index in range(60):
        account = 2000000003 + 11 * (index * 17 % 26)
        code = ("DP", "WD", "FE", "AD")[index % 4]
        amount = Decimal((index * 4057 + 99) % 30_000 + 1) / 100
        found.append(Transaction(account=account, sequence=0, code=code, amount=amount, remark=f"USUAL {index}"))
    # Channels deliver in turn, not by account: every seventh of the list, then the ones behind those.
    order = [found[index] for start in range(7) for index in range(start, len(found), 7)]
    names = ("BRCH", "ATM ", "WEB ")
    return tuple(
        Transaction(**{**vars(each), "sequence": number, "source": names[number % 3]})
        for number, each in enumerate(order, 1)
    )


TRANSACTIONS = _day()
SORTED = tuple(sorted(TRANSACTIONS, key=lambda each: each.record(Page.EBCDIC)[:24]))
"""As SORT FIELDS=(1,10,CH,A,11,8,CH,A,19,6,CH,A) leaves them, in the order of EBCDIC."""


def _call(number: int, function: str, code: str = "", amount: str = "0", date: int = 20260131) -> Area:
    return Area(function=function, account=_BY_NUMBER[number], code=code, amount=Decimal(amount), date=date)


CALLS = (
    *(Area(function="INQ", account=account) for account in ACCOUNTS),
    *(
        _call(account, "POST", code, amount)
        for account, code, amount, _ in _SPECIAL
        if isinstance(account, int) and account in _BY_NUMBER
    ),
    _call(1000000010, "POST", "DP", "10.00", 20261301),
    _call(1000000010, "POST", "DP", "10.00", 20260100),
    _call(1000000010, "POST", "ZZ", "10.00"),
    _call(1000000010, "DEL"),
    Area(function="POST", account=_BY_NUMBER[1000000010], code="DP", amount=b"\x40" * 6, date=20260131),
    Area(function="POST", account=_BY_NUMBER[1000000010], code="DP", amount=b"\x00\x00\x00\x01\x2a\x0c", date=20260131),
    # An answer that is still in the area must not count.
    Area(function="INQ", account=_BY_NUMBER[1000000010], return_code=12, reason=4, message="OLD", available=Decimal(9)),
    Area(function="INQ", account=Account(number=5, holder="NOT FROM THE FILE", area=_BY_NUMBER[1].area)),
)
