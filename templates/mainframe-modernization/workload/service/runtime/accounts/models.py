"""The shapes of the API. Amounts are strings with all their decimals: no JSON reader makes a float of them."""

import datetime
import re
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

# PIC S9(9)V99: what every amount of the account record takes.
AMOUNT = r"^-?\d{1,9}\.\d{2}$"
_DAY = r"\d{4}-\d{2}-\d{2}"


def exact(value: Any) -> Decimal:
    """A Decimal, or a string like "-12.50". Raises ValueError."""
    if isinstance(value, Decimal):
        return value
    if not isinstance(value, str) or not re.fullmatch(AMOUNT[1:-1], value, re.ASCII):
        raise ValueError('an amount is a string with at most nine digits and two decimals, for example "12.50"')
    return Decimal(value)


def written(value: Any) -> Any:
    """A date as its text. Raises ValueError: pydantic takes a number as seconds since 1970, and a time with a date."""
    if isinstance(value, datetime.date) or (isinstance(value, str) and re.fullmatch(_DAY, value, re.ASCII)):
        return value
    raise ValueError('a date is a string with year, month and day, for example "2026-01-31"')


Amount = Annotated[
    Decimal,
    BeforeValidator(exact),
    PlainSerializer(lambda value: f"{value:.2f}", return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": AMOUNT, "examples": ["12.50"]}),
]
AccountId = Annotated[str, Field(pattern=r"^[0-9]{10}$", description="Account number", examples=["1000000001"])]


class AccountType(StrEnum):
    """ACCT-TYPE of the copybook ACCTREC."""

    CHECKING = "C"
    SAVINGS = "S"
    LOAN = "L"


class AccountStatus(StrEnum):
    """ACCT-STATUS of the copybook ACCTREC."""

    ACTIVE = "A"
    FROZEN = "F"
    CLOSED = "C"


class RecentPosting(BaseModel):
    """One of the last postings on an account."""

    date: datetime.date
    code: str = Field(examples=["DP"])
    amount: Amount


class Account(BaseModel):
    """The answer of an inquiry, as ACCTINQ computed it."""

    account_id: AccountId
    type: AccountType = Field(description="C checking, S savings, L loan")
    status: AccountStatus = Field(description="A active, F frozen, C closed")
    branch: str
    holder: str
    currency: str = Field(examples=["EUR"])
    opened: datetime.date | None
    last_posted: datetime.date | None
    balance: Amount
    available: Amount = Field(description="Balance and, for a checking account, its overdraft limit")
    month_credits: Amount
    month_debits: Amount
    recent: list[RecentPosting] = Field(description="The last postings, as the record holds them")


class NewPosting(BaseModel):
    """What a caller sends to post on an account. Which codes and amounts are allowed is a rule of ACCTINQ."""

    model_config = ConfigDict(extra="forbid")

    code: Annotated[str, Field(pattern=r"^[A-Z]{2}$", examples=["DP"])] = Field(
        description="DP deposit, WD withdrawal, FE fee, AD adjustment"
    )
    amount: Amount
    date: Annotated[datetime.date, BeforeValidator(written)] = Field(description="Business date of the posting")


class Posting(BaseModel):
    """A posting as it was made: the same answer for every request with its Idempotency-Key."""

    account_id: AccountId
    code: str = Field(examples=["DP"])
    amount: Amount
    date: datetime.date
    balance: Amount = Field(description="After the posting")
    available: Amount = Field(description="After the posting")


class Health(BaseModel):
    """The answer of `GET /health`."""

    status: Annotated[str, Field(examples=["ok"])]
    version: Annotated[str, Field(description="Version that answered", examples=["42"])]


class SelfTest(BaseModel):
    """The answer of `GET /self-test` of a task whose program computes as it has to."""

    status: Annotated[str, Field(examples=["passed"])]


class Readiness(BaseModel):
    """The answer of `GET /ready` of a task that may get requests."""

    status: Annotated[str, Field(examples=["ready"])]
