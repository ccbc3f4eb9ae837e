"""A small copybook, records of it, and comparisons of two files of them."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

from equivalence.compare import compare
from equivalence.findings import OutputResult
from equivalence.plan import Plan
from equivalence.rule_file import read_rules
from equivalence.rules import Rule
from equivalence.sides import Side
from records.code_pages import CodePage
from records.codec import Codec
from records.copybook import parse_copybook
from records.files import Format
from records.layout import Layout

COPYBOOK = """\
       01  PAYMENT.
           05  PAY-ID                  PIC 9(6).
           05  PAY-NAME                PIC X(12).
           05  PAY-AMOUNT              PIC S9(7)V99 COMP-3.
           05  PAY-TAX                 PIC S9(5)V99.
           05  PAY-COUNT               PIC S9(4) COMP.
           05  PAY-DATE                PIC 9(8).
           05  FILLER                  PIC X(4).
"""
PAYMENT = parse_copybook(COPYBOOK, name="PAYMENT.cpy")
LENGTH = 44


def payment(number: int, code_page: CodePage = CodePage.ASCII, **changed: object) -> bytes:
    """A record; what is not in `changed` is made of its number. Keys of `changed`: amount, name, …"""
    values = {
        "PAY-ID": number,
        "PAY-NAME": f"NAME {number}",
        "PAY-AMOUNT": Decimal(number) + Decimal("0.25"),
        "PAY-TAX": Decimal("-3.75"),
        "PAY-COUNT": number % 100,
        "PAY-DATE": 20260131,
    }
    values |= {f"PAY-{name.upper()}": value for name, value in changed.items()}
    return Codec(PAYMENT, code_page).encode(values)


def changed(record: bytes, offset: int, new: bytes) -> bytes:
    """The record with other bytes at an offset."""
    return record[:offset] + new + record[offset + len(new) :]


def side(
    path: Path, records: Iterable[bytes], *, layout: Layout = PAYMENT, code_page: CodePage = CodePage.ASCII
) -> Side:
    """A file of fixed records."""
    path.write_bytes(b"".join(records))
    return Side(path=path, name=path.name, layout=layout, format=Format.FIXED, code_page=code_page)


def rules(folder: Path, *lines: str) -> tuple[Rule, ...]:
    """Rules as a rules file says them, each without its reason and copybook."""
    path = folder / "rules.yaml"
    path.write_text("".join(f"- {{{line}, copybook: PAYMENT, reason: a test}}\n" for line in lines))
    return read_rules(path)


def compared(
    folder: Path,
    golden: Sequence[bytes],
    output: Sequence[bytes],
    *lines: str,
    key: Sequence[str] = (),
    layout: Layout = PAYMENT,
    shown: int = 100,
) -> OutputResult:
    """Two files of ASCII records. lines: rules."""
    plan = Plan(layout, key, rules(folder, *lines))
    sides = side(folder / "golden", golden, layout=layout), side(folder / "output", output, layout=layout)
    return compare(*sides, plan, dd="PAYOUT", shown=shown)


def said(result: OutputResult) -> list[str]:
    """Everything that a reader is told of an output."""
    return [*result.problems, *result.hints, *map(str, result.differences)]
