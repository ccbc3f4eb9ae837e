"""Every golden and sample file by its path; `python -m tests.support.golden_files` writes them.

The golden output is computed by `golden_reference`, `golden_online`, `golden_interest` and `golden_statement`; no
program of `cbl/` and nothing of the package `records` has a part in it. Files are in CP037, as a mainframe leaves them.
"""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from tests.support.golden_accounts import ACCOUNTS, CLEAN
from tests.support.golden_fields import Page, records
from tests.support.golden_interest import Month, month_end
from tests.support.golden_online import answer
from tests.support.golden_records import Account
from tests.support.golden_reference import Posting, post_day
from tests.support.golden_results import Transaction
from tests.support.golden_samples import samples
from tests.support.golden_statement import report
from tests.support.golden_transactions import CALLS, SORTED

ROOT = Path(__file__).parents[2]
GOLDEN = "tests/equivalence/golden"
DAY = 20260131
RATE = Decimal("1.25")


def _lines(found: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in found).encode("ascii")


def _cards(*found: tuple[str, str]) -> bytes:
    return "".join(f"{keyword:20}{value:60}" for keyword, value in found).encode(Page.EBCDIC)


def _posting(case: str, masters: tuple[Account, ...], transactions: tuple[Transaction, ...]) -> dict[str, bytes]:
    found: Posting = post_day(masters, transactions, DAY)
    files = {"ACCTIN": records(masters), "TRANIN": records(transactions), "ACCTOUT": records(found.masters)}
    return _case(case, {**files, "REJOUT": records(found.rejects)}, found.sysout)


def _month(case: str, masters: tuple[Account, ...], end: int, year: int) -> dict[str, bytes]:
    found: Month = month_end(masters, end, RATE, year)
    cards = _cards(("CREDIT-RATE", "0125000"), ("DAYS-OF-YEAR", str(year)))
    files = {"ACCTIN": records(masters), "CARDIN": cards, "ACCTOUT": records(found.masters)}
    return _case(case, {**files, "INTOUT": records(found.interest)}, found.sysout)


def _statements(case: str, masters: tuple[Account, ...]) -> dict[str, bytes]:
    found = report(masters, DAY)
    printed = "".join(found.lines).encode(Page.EBCDIC)
    return _case(case, {"ACCTIN": records(masters), "STMTOUT": printed}, found.sysout)


def _case(case: str, files: dict[str, bytes], sysout: Iterable[str]) -> dict[str, bytes]:
    data = {f"{GOLDEN}/{case}/{name}.ebcdic": content for name, content in files.items()}
    return {**data, f"{GOLDEN}/{case}/SYSOUT.txt": _lines(sysout)}


def _refused() -> dict[str, bytes]:
    """Runs that end with 12 or 16: the programs say why in a sentence."""
    unsorted = (ACCOUNTS[1], ACCOUNTS[0])
    wrong = _cards(("CREDIT-RATE", "1.25"))
    parm = 'ACCTPOST: PARM IS "2026-01-31          ", EXPECTED A DATE YYYYMMDD, FOR EXAMPLE 20260131'
    sequence = f"ACCTPOST: DD ACCTIN IS OUT OF SEQUENCE, {ACCOUNTS[0].number:010d} AFTER {ACCOUNTS[1].number:010d}"
    missing = "ACCTPOST: OPEN  OF DD ACCTIN   FAILED, FILE STATUS 35"
    empty = "DD ACCTIN IS EMPTY, NO MASTER TO {}; NOTHING WAS DONE"
    card = f'INTCALC : CONTROL CARD "{"CREDIT-RATE":20}{"1.25":8}" IS WRONG'
    return {
        f"{GOLDEN}/refused/UNSORTED.ebcdic": records(unsorted),
        f"{GOLDEN}/refused/ACCTOUT.ebcdic": records(unsorted[:1]),
        f"{GOLDEN}/refused/REJOUT.ebcdic": b"",
        f"{GOLDEN}/refused/CARDIN.ebcdic": wrong,
        f"{GOLDEN}/refused/EMPTY.ebcdic": b"",
        f"{GOLDEN}/refused/empty-post.txt": _lines([f"ACCTPOST: {empty.format('POST TO')}"]),
        f"{GOLDEN}/refused/empty-interest.txt": _lines([f"INTCALC : {empty.format('CALCULATE')}"]),
        f"{GOLDEN}/refused/parm.txt": _lines([parm]),
        f"{GOLDEN}/refused/sequence.txt": _lines([sequence]),
        f"{GOLDEN}/refused/missing.txt": _lines([missing]),
        f"{GOLDEN}/refused/card.txt": _lines([card]),
    }


def golden_files() -> dict[str, bytes]:
    """All of them, by path from the root of the repository."""
    posted = post_day(ACCOUNTS, SORTED, DAY).masters
    unknown = tuple(each for each in SORTED if each.account == 1999999999)
    large = tuple(account for account in CLEAN if account.holder.startswith(("LARGEST", "LARGE LOAN")))
    return {
        **_posting("post-day", ACCOUNTS, SORTED),
        **_posting("post-nothing", CLEAN, ()),
        **_posting("post-reject", CLEAN, unknown),
        **_month("interest-january", posted, DAY, 365),
        **_month("interest-leap", tuple(each for each in CLEAN if each not in large), 20240229, 366),
        **_month("interest-size-error", large, 20260228, 360),
        **_statements("statement-day", posted),
        **_statements("statement-clean", CLEAN),
        f"{GOLDEN}/online/AREA-in.ebcdic": records(CALLS),
        f"{GOLDEN}/online/AREA-out.ebcdic": records(answer(call) for call in CALLS),
        **_refused(),
        **samples(),
    }


if __name__ == "__main__":
    for name, content in golden_files().items():
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
