"""Whether ACCTINQ computes in this task: an inquiry and a posting on a record that no store has."""

from datetime import date
from decimal import Decimal

from accounts.acctinq import AcctInq, MasterInvalid, Refused, Values
from accounts.models import NewPosting
from records.codec import RecordError

_NO_POSTING = {"ACCT-RECENT-DATE": 0, "ACCT-RECENT-CODE": "", "ACCT-RECENT-AMOUNT": Decimal("0.00")}
# By the names of ACCTREC: packed, zoned, binary and separate signs, and one of the redefined areas.
RECORD: Values = {
    "ACCT-NUMBER": 9_999_999_999,
    "ACCT-TYPE": "C",
    "ACCT-STATUS": "A",
    "ACCT-BRANCH": "0000",
    "ACCT-HOLDER": "SELF TEST",
    "ACCT-ADDRESS": {"ACCT-STREET": "NONE", "ACCT-CITY": "NONE", "ACCT-COUNTRY": "XX"},
    "ACCT-CURRENCY": "EUR",
    "ACCT-OPENED": 20200229,
    "ACCT-LAST-POSTED": 0,
    "ACCT-BALANCE": Decimal("100.00"),
    "ACCT-MONTH-CREDITS": Decimal("0.00"),
    "ACCT-MONTH-DEBITS": Decimal("-1.00"),
    "ACCT-YEAR-INTEREST": Decimal("-1.25"),
    "ACCT-TRAN-COUNT": 7,
    "ACCT-RECENT": [_NO_POSTING] * 5,
    "ACCT-CHECKING-AREA": {
        "CHK-OVERDRAFT-LIMIT": Decimal("50.00"),
        "CHK-OVERDRAFT-RATE": Decimal("9.87500"),
        "CHK-MONTHLY-FEE": Decimal("2.50"),
        "CHK-CARD-NUMBER": "0000000000000000",
    },
}
POSTING = NewPosting(code="DP", amount=Decimal("12.50"), date=date(2026, 1, 31))


class SelfTestFailed(Exception):
    """ACCTINQ computed something else, or refused; the message says what. It holds no data of an account."""


async def self_test(program: AcctInq) -> None:
    """Raises SelfTestFailed, and what `programs.pool.Pool.call` raises."""
    try:
        told = await program.inquire(RECORD)
        posted = await program.post(RECORD, POSTING)
    except (Refused, MasterInvalid, RecordError) as error:
        raise SelfTestFailed(f"ACCTINQ refused the fixed record: {error}") from error
    for what, expected, got in (
        ("available amount", Decimal("150.00"), told.available),
        ("balance after the inquiry", RECORD["ACCT-BALANCE"], told.account["ACCT-BALANCE"]),
        ("balance after the posting", Decimal("112.50"), posted.account["ACCT-BALANCE"]),
        ("credits of the month", Decimal("12.50"), posted.account["ACCT-MONTH-CREDITS"]),
        ("available amount after the posting", Decimal("162.50"), posted.available),
        ("number of postings", 8, posted.account["ACCT-TRAN-COUNT"]),
    ):
        if expected != got:
            raise SelfTestFailed(f"ACCTINQ computed another {what}: expected {expected}, got {got}")
