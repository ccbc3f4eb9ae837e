"""The sample files of `data/`, in EBCDIC and ASCII, and their control totals."""

from decimal import Decimal

from tests.support.golden_accounts import ACCOUNTS, CLEAN
from tests.support.golden_fields import Page, records
from tests.support.golden_records import ZERO
from tests.support.golden_transactions import TRANSACTIONS


def _total(name: str, count: int, valid: int, field: str, total: Decimal) -> str:
    return f'{name}: {{records: {count}, invalid: {count - valid}, sum: {{{field}: "{total}"}}}}'


def samples() -> dict[str, bytes]:
    """By path from the root of the repository."""
    valid = [each for each in TRANSACTIONS if each.valid]
    balance = sum((account.balance for account in CLEAN), ZERO)
    amount = sum((each.amount for each in valid if isinstance(each.amount, Decimal)), ZERO)
    totals = (
        "# What an initial load and a run of DAILY are reconciled with. invalid: records with a number that is none; a",
        "# sum leaves them out.",
        _total("BANK.ACCOUNT.MASTER", len(ACCOUNTS), len(CLEAN), "ACCT-BALANCE", balance),
        _total("BANK.TRANS.DAILY", len(TRANSACTIONS), len(valid), "TRAN-AMOUNT", amount),
    )
    files = {"data/control-totals.yaml": "".join(f"{line}\n" for line in totals).encode("ascii")}
    for name, page in (("ebcdic", Page.EBCDIC), ("ascii", Page.ASCII)):
        files[f"data/{name}/BANK.ACCOUNT.MASTER"] = records(ACCOUNTS, page)
        files[f"data/{name}/BANK.TRANS.DAILY"] = records(TRANSACTIONS, page)
    return files
