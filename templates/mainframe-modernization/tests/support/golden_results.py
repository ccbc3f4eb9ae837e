"""Transactions and what the programs write about them, field by field as in `cpy/`."""

from dataclasses import dataclass, field
from decimal import Decimal

from tests.support.golden_fields import Page, digits, halfword, leading, packed, text, zoned
from tests.support.golden_records import ZERO, Account, Checking


@dataclass(frozen=True, kw_only=True)
class Transaction:
    """TRAN-RECORD.

    account, date, amount: a text stands in the field as it is, for what is no number.
    unsigned: the amount has no overpunch, as some channels send it; it counts as plus.
    """

    account: int | str
    sequence: int
    code: str
    amount: Decimal | str
    date: int | str = 20260131
    remark: str = ""
    source: str = "BRCH"
    unsigned: bool = False

    @property
    def valid(self) -> bool:
        """Whether each of its numbers is one."""
        return not any(isinstance(value, str) for value in (self.account, self.date, self.amount))

    def record(self, page: Page) -> bytes:
        """80 bytes."""
        account = text(self.account, 10, page) if isinstance(self.account, str) else digits(self.account, 10, page)
        date = text(self.date, 8, page) if isinstance(self.date, str) else digits(self.date, 8, page)
        key = account + date + digits(self.sequence, 6, page)
        rest = (text(value, width, page) for value, width in ((self.remark, 30), (self.source, 4), ("", 9)))
        return key + text(self.code, 2, page) + self._amount(page) + b"".join(rest)

    def _amount(self, page: Page) -> bytes:
        if isinstance(self.amount, str):
            return text(self.amount, 11, page)
        return digits(int(self.amount * 100), 11, page) if self.unsigned else zoned(self.amount, 11, page)


@dataclass(frozen=True, kw_only=True)
class Reject:
    """REJ-RECORD."""

    transaction: Transaction
    reason: int
    message: str
    balance: Decimal
    run_date: int

    def record(self, page: Page) -> bytes:
        """150 bytes."""
        parts = (digits(self.reason, 2, page), text(self.message, 40, page), leading(self.balance, 11, page))
        return self.transaction.record(page) + b"".join(parts) + digits(self.run_date, 8, page) + text("", 8, page)


@dataclass(frozen=True, kw_only=True)
class Interest:
    """INT-RECORD. rate: per cent a year."""

    account: int
    type: str
    period_end: int
    days: int = 0
    base: Decimal = ZERO
    rate: Decimal = ZERO
    accrued: Decimal = ZERO
    amount: Decimal = ZERO
    result: str = "ND"

    def record(self, page: Page) -> bytes:
        """80 bytes."""
        key = digits(self.account, 10, page) + text(self.type, 1, page) + digits(self.period_end, 8, page)
        sums = packed(self.base, 11) + packed(self.rate, 7, 5) + packed(self.accrued, 11, 4)
        amount = zoned(self.amount, 9, page)
        return key + halfword(self.days) + sums + amount + text(self.result, 2, page) + text("", 32, page)


@dataclass(frozen=True, kw_only=True)
class Area:
    """ACCT-AREA of ACCTINQ. amount: bytes stand in the field as they are, for what is no packed number."""

    function: str
    account: Account = field(default_factory=lambda: Account(number=1, holder="", area=Checking()))
    code: str = ""
    amount: Decimal | bytes = ZERO
    date: int = 0
    return_code: int = 0
    reason: int = 0
    message: str = ""
    available: Decimal = ZERO

    def record(self, page: Page) -> bytes:
        """370 bytes."""
        amount = self.amount if isinstance(self.amount, bytes) else packed(self.amount, 11)
        request = text(self.function, 4, page) + text(self.code, 2, page) + amount + digits(self.date, 8, page)
        reply = halfword(self.return_code) + digits(self.reason, 2, page) + text(self.message, 40, page)
        return request + reply + packed(self.available, 11) + self.account.record(page)
