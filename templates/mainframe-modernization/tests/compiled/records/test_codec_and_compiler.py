"""The codec is judged by a compiled program: both must store a value in the same bytes."""

from decimal import Decimal
from pathlib import Path

import pytest

from records.code_pages import CodePage
from records.codec import Codec
from records.copybook import parse_copybook
from tests.support.records_compiler import run

# Clauses, and values that the program moves there as they are written.
CASES = {
    "PIC S9(5)V99": ("-123.45", "123.45", "0", "-0.01"),
    "PIC S9(3) SIGN LEADING": ("-123", "123", "7"),
    "PIC S9(3) SIGN LEADING SEPARATE": ("-123", "7"),
    "PIC S9(3)V9 SIGN TRAILING SEPARATE": ("-12.3", "7"),
    "PIC 9(5)": ("0", "12345"),
    "PIC S9(7)V99 COMP-3": ("-1234567.89", "0.01"),
    "PIC 9(6) COMP-3": ("123456", "1"),
    "PIC SVPP99": ("-0.0012", "0.0099"),
    "PIC 9(2)P(3)": ("12000", "99000"),
    "PIC S9(4) COMP": ("-1234", "9999"),
    "PIC S9(9) BINARY": ("-123456789", "1"),
    "PIC S9(17)V9 COMP-4": ("-12345678901234567.8", "0.1"),
    "PIC 9(9) COMP-5": ("4294967", "1"),
    "PIC S9(4) COMP-5": ("-2", "258"),
    "COMP-1": ("1.5", "-0.25"),
    "COMP-2": ("1.5", "-123456.75"),
}
TEXTS = {"PIC X(5)": ("Ada", "abcde"), "PIC X(5) JUSTIFIED RIGHT": ("Ada",)}


@pytest.mark.parametrize("clauses", [*CASES, *TEXTS])
def test_a_program_stores_a_value_in_the_bytes_of_the_codec(tmp_path: Path, clauses: str) -> None:
    layout = parse_copybook(f"       01  R.\n           05  F {clauses}.\n", name="R.cpy")
    codec = Codec(layout, CodePage.ASCII)
    literals = CASES.get(clauses) or TEXTS[clauses]
    written = _written(tmp_path, clauses, [each if clauses in CASES else f"'{each}'" for each in literals])
    for literal, record in zip(literals, written, strict=True):
        value = _value(literal, layout.fields[0].scale, clauses)
        assert codec.encode({"F": value}) == record, literal
        assert codec.decode(record) == {"F": value}


def _value(literal: str, scale: int, clauses: str) -> object:
    if clauses in TEXTS:
        return literal
    if clauses.startswith("COMP-"):
        return float(literal)
    return Decimal(literal) if scale > 0 else int(literal)


def _written(folder: Path, clauses: str, literals: list[str]) -> list[bytes]:
    moves = "".join(f"           MOVE {each} TO F. WRITE R.\n" for each in literals)
    source = f"""\
       IDENTIFICATION DIVISION.
       PROGRAM-ID. WRITES.
       ENVIRONMENT DIVISION.
       INPUT-OUTPUT SECTION.
       FILE-CONTROL.
           SELECT OUTFILE ASSIGN TO "OUT" ORGANIZATION SEQUENTIAL.
       DATA DIVISION.
       FILE SECTION.
       FD  OUTFILE.
       01  R.
           05  F {clauses}.
       PROCEDURE DIVISION.
           OPEN OUTPUT OUTFILE.
{moves}           CLOSE OUTFILE.
           STOP RUN.
"""
    run(folder, "WRITES", source, environment={"DD_OUT": str(folder / "OUT")})
    content = (folder / "OUT").read_bytes()
    length = len(content) // len(literals)
    return [content[start : start + length] for start in range(0, len(content), length)]
