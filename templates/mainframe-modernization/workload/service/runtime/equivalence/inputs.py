"""Golden input → what a compiled program reads: ASCII, without a record descriptor word that GnuCOBOL cannot read."""

from collections.abc import Collection, Iterator
from pathlib import Path

import numpy as np

from equivalence.rule_fields import fields_of, names_of, undecided
from equivalence.rules import Kind, Rule
from equivalence.sides import Side
from equivalence.values import flaw, raw_of
from records.code_pages import CodePage
from records.columns import Columns
from records.files import Chunk, Format
from records.readings import readings
from records.record_error import RecordError
from records.writing import write_records

# Invalid numbers that are named of one file.
_NAMED = 20
# What a program reads and writes in place of a format of the mainframe.
COBOL_FORMAT = {Format.VARIABLE: Format.COBOL_VARIABLE}


def prepare(side: Side, target: Path, rules: Collection[Rule]) -> list[str]:
    """Converts a golden file. rules: those that concern it. Returns problems; then `target` is not for use.

    A number that is none is one: what a program makes of it depends on the compiler (a blank zoned field counts as 2^64
    - 16 units with GnuCOBOL 3.1.2 and as 0 with 3.2), so a case that needs it says so by a rule `invalid`.
    """
    problems: list[str] = []
    allowed = {id(field) for rule in rules if rule.kind is Kind.INVALID for field in fields_of(rule.field, side.layout)}

    def checked() -> Iterator[Chunk]:
        for chunk in side.chunks(problems):
            problems.extend(_invalid(side, chunk, allowed, max(0, _NAMED - len(problems))))
            yield chunk

    write_records(target, checked(), COBOL_FORMAT.get(side.format, side.format))
    return problems


def _invalid(side: Side, chunk: Chunk, allowed: Collection[int], most: int) -> list[str]:
    found: list[str] = []
    unknown = undecided(side.layout)

    def refuse(row: int, offset: int, what: str) -> None:
        place = int(chunk.offsets[row]) + offset
        found.append(f"{side.name}, record {chunk.numbers[row]}: {what} (offset {place} of the file).")

    def count(row: int, error: RecordError) -> None:
        refuse(row, error.offset, str(error).rstrip("."))

    for rows, leaves in readings(side.layout, chunk.records, CodePage.ASCII, fault=count):
        values = Columns(chunk.records[rows], leaves, CodePage.ASCII)
        for leaf in leaves:
            if leaf.field.numeric and id(leaf.field) not in allowed and not names_of(leaf) & unknown:
                for row in rows[np.flatnonzero(values.invalid(leaf))][:most]:
                    flawed = flaw(leaf.field, raw_of(leaf, chunk.records[row]))
                    refuse(row, leaf.offset, f"{leaf.path} at offset {leaf.offset} holds no number: {flawed}")
    return found[:most]
