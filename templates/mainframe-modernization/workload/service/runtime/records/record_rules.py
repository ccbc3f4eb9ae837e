"""What must hold in a record as a whole, so that each value has one name and one place."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from records.copybook_error import CopybookError
from records.entries import Entry
from records.layout import Field


def check_names(record: Field, root: Entry) -> None:
    """COBOL allows two items of one name in a group as long as no program names them. Raises CopybookError."""
    names: dict[str, Field] = {}
    for field in _beside(record.children):
        if field.name in names:
            found = f"a second time (line {names[field.name].line} has it too)"
            raise _error(root, field, found, "names that a group has once")
        names[field.name] = field
        check_names(field, root)


def _beside(fields: Sequence[Field]) -> Iterator[Field]:
    """What is below a group without a name stands beside it."""
    for field in fields:
        if field.filler and not field.table and field.children:
            yield from _beside(field.children)
        else:
            yield field


def check_counters(record: Field, root: Entry) -> None:
    """OCCURS DEPENDING ON needs a whole number of this record that stands before the table, and in no table.

    Raises CopybookError.
    """
    names = [each.name for each in record]
    before: dict[str, Field] = {}

    def visit(field: Field, in_table: bool) -> None:
        if field.depending_on:
            counter = before.get(field.depending_on)
            alone = names.count(field.depending_on) == 1
            if in_table or not alone or counter is None or not counter.numeric or counter.scale:
                rule = "the only item of that name: a whole number of this record, before the table and in none"
                raise _error(root, field, f"DEPENDING ON {field.depending_on}", rule)
        for child in field.children:
            visit(child, in_table or field.table)
        if not in_table and not field.table and not field.children:
            before[field.name] = field

    visit(record, False)


def _error(root: Entry, field: Field, found: str, expected: str) -> CopybookError:
    return replace(root, name=field.name, line=field.line).error(found, expected)
