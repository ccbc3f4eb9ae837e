"""Accounts by the names of the copybook ACCTREC."""

from decimal import Decimal
from typing import Any

CHECKING = "1000000001"
SAVINGS = "1000000002"
LOAN = "1000000003"
FROZEN = "1000000004"

_EMPTY = {"ACCT-RECENT-DATE": 0, "ACCT-RECENT-CODE": "", "ACCT-RECENT-AMOUNT": Decimal("0.00")}

_COMMON: dict[str, Any] = {
    "ACCT-STATUS": "A",
    "ACCT-BRANCH": "0001",
    "ACCT-HOLDER": "ADA LOVELACE",
    "ACCT-ADDRESS": {"ACCT-STREET": "1 ENGINE STREET", "ACCT-CITY": "LONDON", "ACCT-COUNTRY": "GB"},
    "ACCT-CURRENCY": "EUR",
    "ACCT-OPENED": 20200229,
    "ACCT-LAST-POSTED": 20260115,
    "ACCT-BALANCE": Decimal("100.00"),
    "ACCT-MONTH-CREDITS": Decimal("0.00"),
    "ACCT-MONTH-DEBITS": Decimal("0.00"),
    "ACCT-YEAR-INTEREST": Decimal("-1.25"),
    "ACCT-TRAN-COUNT": 7,
    "ACCT-RECENT": [
        {"ACCT-RECENT-DATE": 20260115, "ACCT-RECENT-CODE": "WD", "ACCT-RECENT-AMOUNT": Decimal("12.50")},
        *[_EMPTY] * 4,
    ],
}
_CHECKING_AREA = {
    "CHK-OVERDRAFT-LIMIT": Decimal("50.00"),
    "CHK-OVERDRAFT-RATE": Decimal("9.87500"),
    "CHK-MONTHLY-FEE": Decimal("2.50"),
    "CHK-CARD-NUMBER": "4000000000000002",
}
_TIERS = [
    {"SAV-TIER-FROM": Decimal(limit), "SAV-TIER-RATE": Decimal(rate)}
    for limit, rate in (("0.00", "0.50000"), ("1000.00", "1.25000"), ("10000.00", "2.00000"))
]
_LOAN_AREA = {
    "LOAN-PRINCIPAL": Decimal("5000.00"),
    "LOAN-RATE": Decimal("4.25000"),
    "LOAN-TERM-MONTHS": 48,
    "LOAN-INSTALMENT": Decimal("113.45"),
    "LOAN-NEXT-DUE": 20260201,
}

ACCOUNTS: dict[str, dict[str, Any]] = {
    CHECKING: {
        "ACCT-NUMBER": int(CHECKING),
        "ACCT-TYPE": "C",
        **_COMMON,
        "ACCT-CHECKING-AREA": _CHECKING_AREA,
    },
    SAVINGS: {
        "ACCT-NUMBER": int(SAVINGS),
        "ACCT-TYPE": "S",
        **_COMMON,
        "ACCT-SAVINGS-AREA": {"SAV-WITHDRAWALS": 5, "SAV-TIER": _TIERS},
    },
    LOAN: {
        "ACCT-NUMBER": int(LOAN),
        "ACCT-TYPE": "L",
        **_COMMON,
        "ACCT-BALANCE": Decimal("-4000.00"),
        "ACCT-LOAN-AREA": _LOAN_AREA,
    },
    FROZEN: {
        "ACCT-NUMBER": int(FROZEN),
        "ACCT-TYPE": "C",
        **_COMMON,
        "ACCT-STATUS": "F",
        "ACCT-CHECKING-AREA": _CHECKING_AREA,
    },
}

TOTAL = sum((each["ACCT-BALANCE"] for each in ACCOUNTS.values()), Decimal())
