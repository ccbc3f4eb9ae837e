"""What ACCTINQ left, as the API tells it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from accounts.acctinq import MasterInvalid, Reply
from accounts.models import Account, NewPosting, Posting, RecentPosting


def posting_of(account_id: str, new: NewPosting, reply: Reply) -> Posting:
    """The answer to a posting that ACCTINQ made."""
    return Posting(
        account_id=account_id,
        code=new.code,
        amount=new.amount,
        date=new.date,
        balance=Decimal(reply.account["ACCT-BALANCE"]),
        available=reply.available,
    )


def account_of(reply: Reply) -> Account:
    """The answer to an inquiry. Raises MasterInvalid: ACCTINQ let a date pass that is none, for example."""
    values = reply.account
    try:
        return Account(
            account_id=f"{values['ACCT-NUMBER']:010}",
            type=values["ACCT-TYPE"],
            status=values["ACCT-STATUS"],
            branch=values["ACCT-BRANCH"],
            holder=values["ACCT-HOLDER"],
            currency=values["ACCT-CURRENCY"],
            opened=_date(values["ACCT-OPENED"]),
            last_posted=_date(values["ACCT-LAST-POSTED"]),
            balance=values["ACCT-BALANCE"],
            available=reply.available,
            month_credits=values["ACCT-MONTH-CREDITS"],
            month_debits=values["ACCT-MONTH-DEBITS"],
            recent=[
                RecentPosting(date=day, code=each["ACCT-RECENT-CODE"], amount=each["ACCT-RECENT-AMOUNT"])
                for each in values["ACCT-RECENT"]
                if (day := _date(each["ACCT-RECENT-DATE"])) is not None
            ],
        )
    except ValueError as error:
        raise MasterInvalid(f"The record of an account cannot be told: {error}") from error


def _date(yyyymmdd: Any) -> date | None:
    """PIC 9(8); zero is no date."""
    return datetime.strptime(f"{yyyymmdd:08}", "%Y%m%d").date() if yyyymmdd else None
