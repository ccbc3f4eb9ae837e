"""The records of the sample application and their bytes, field by field as in `cpy/`."""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from tests.support.golden_fields import Page, digits, halfword, packed, text, trailing, zoned

ZERO = Decimal(0)


@dataclass(frozen=True)
class Movement:
    """One entry of ACCT-RECENT; date 0 is an entry not in use."""

    date: int = 0
    code: str = ""
    amount: Decimal = ZERO

    def record(self, page: Page) -> bytes:
        """16 bytes."""
        return digits(self.date, 8, page) + text(self.code, 2, page) + packed(self.amount, 11)


@dataclass(frozen=True)
class Checking:
    """ACCT-CHECKING-AREA. rate: per cent a year."""

    limit: Decimal = ZERO
    rate: Decimal = Decimal("11.25")
    fee: Decimal = Decimal("4.50")
    card: str = "9999000000000001"

    def record(self, page: Page) -> bytes:
        """40 bytes."""
        amounts = packed(self.limit, 9) + packed(self.rate, 7, 5) + zoned(self.fee, 5, page)
        return amounts + text(self.card, 16, page) + text("", 10, page)


@dataclass(frozen=True)
class Savings:
    """ACCT-SAVINGS-AREA. tiers: three of (from, per cent a year)."""

    withdrawals: int = 0
    tiers: tuple[tuple[Decimal, Decimal], ...] = ((ZERO, Decimal("1.5")), (ZERO, ZERO), (ZERO, ZERO))

    def record(self, page: Page) -> bytes:
        """40 bytes."""
        tiers = b"".join(packed(start, 11) + packed(rate, 7, 5) for start, rate in self.tiers)
        return halfword(self.withdrawals) + tiers + text("", 8, page)


@dataclass(frozen=True)
class Loan:
    """ACCT-LOAN-AREA."""

    principal: Decimal
    rate: Decimal
    months: int
    instalment: Decimal
    due: int

    def record(self, page: Page) -> bytes:
        """40 bytes."""
        amounts = zoned(self.principal, 11, page) + packed(self.rate, 7, 5)
        rest = halfword(self.months) + packed(self.instalment, 9) + digits(self.due, 8, page)
        return amounts + rest + text("", 10, page)


@dataclass(frozen=True, kw_only=True)
class Account:
    """ACCT-RECORD.

    damage: offset, and what stands there in place of a number: bytes, or a text in the code page of the record.
    unsigned: the balance has the sign nibble F, which counts as plus; arithmetic makes it C.
    """

    number: int
    holder: str
    area: Checking | Savings | Loan
    balance: Decimal = ZERO
    status: str = "A"
    branch: str = "0001"
    street: str = "1 MAIN STREET"
    city: str = "SPRINGFIELD"
    country: str = "US"
    currency: str = "USD"
    opened: int = 20150401
    last_posted: int = 20251231
    credits: Decimal = ZERO
    debits: Decimal = ZERO
    year_interest: Decimal = ZERO
    count: int = 0
    recent: tuple[Movement, ...] = field(default_factory=lambda: (Movement(),) * 5)
    unsigned: bool = False
    damage: tuple[int, bytes | str] | None = None

    @property
    def type(self) -> str:
        """C, S or L."""
        return type(self.area).__name__[0]

    def with_movement(self, movement: Movement) -> "Account":
        """ADD-HISTORY: the movement on top; the count of four digits goes from 9999 to 0."""
        recent = (movement, *self.recent[:4])
        return replace(self, recent=recent, last_posted=movement.date, count=(self.count + 1) % 10_000, unsigned=False)

    def record(self, page: Page) -> bytes:
        """300 bytes."""
        parts = (
            digits(self.number, 10, page),
            *(text(value, 1, page) for value in (self.type, self.status)),
            *(text(value, width, page) for value, width in ((self.branch, 4), (self.holder, 30), (self.street, 30))),
            *(text(value, width, page) for value, width in ((self.city, 24), (self.country, 2), (self.currency, 3))),
            *(digits(value, 8, page) for value in (self.opened, self.last_posted)),
            packed(self.balance, 11, unsigned=self.unsigned),
            *(zoned(value, 11, page) for value in (self.credits, self.debits)),
            trailing(self.year_interest, 9, page),
            halfword(self.count),
            *(movement.record(page) for movement in self.recent),
            self.area.record(page),
            text("", 19, page),
        )
        record = b"".join(parts)
        if self.damage:
            at, found = self.damage
            wrong = found if isinstance(found, bytes) else found.encode(page)
            record = record[:at] + wrong + record[at + len(wrong) :]
        assert len(record) == 300, f"account {self.number} has {len(record)} bytes"
        return record
