"""One relational table for a record: columns for all its readings, and values ↔ rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from records.layout import Field, Layout, Leaf, Usage
from records.names import snake
from records.nested import Keys, flatten, put

# PostgreSQL's integer and bigint.
_INTEGER, _BIG_INTEGER = 31, 63


@dataclass(frozen=True, kw_only=True)
class Column:
    """type: as SQLAlchemy writes it, as "sa.Numeric(11, 2)". keys: of the value in what Codec.decode returns. nullable:
    not each record has it, since it belongs to one of several readings or to a table that may be shorter."""

    name: str
    type: str
    keys: Keys
    path: str
    field: Field
    nullable: bool


@lru_cache(maxsize=64)
def columns_of(layout: Layout) -> tuple[Column, ...]:
    """The items with a name, occurrences one by one, of each reading in Layout.decided. What is redefined without being
    decided there is taken as it is defined first."""
    readings = [layout.leaves()] + [
        layout.leaves({item: name})
        for item, reading in layout.decided.items()
        for name in dict.fromkeys(reading.names.values())
    ]
    fewest = layout.leaves(counts={each.depending_on: each.occurs_at_least for each in layout.tables})
    always = set.intersection(*({leaf.keys for leaf in leaves} for leaves in (*readings, fewest)))
    leaves = {leaf.keys: leaf for reading in readings for leaf in reading if leaf.keys}
    short = [_short(leaf) for leaf in leaves.values()]
    return tuple(
        Column(
            name=name if short.count(name) == 1 else snake(leaf.path.replace(".", "-").translate(_BRACKETS)),
            type=_type(leaf.field),
            keys=keys,
            path=leaf.path,
            field=leaf.field,
            nullable=keys not in always,
        )
        for (keys, leaf), name in zip(leaves.items(), short, strict=True)
    )


def to_row(layout: Layout, values: Mapping[str, object]) -> dict[str, Any]:
    """Column → value of what Codec.decode returned; None for what the record does not have."""
    flat = flatten(values)
    return {column.name: flat.get(column.keys) for column in columns_of(layout)}


def from_row(layout: Layout, row: Mapping[Any, Any]) -> dict[str, Any]:
    """What Codec.encode takes. A database may give whole numbers as Decimal."""
    values: dict[str, Any] = {}
    for column in columns_of(layout):
        value = row.get(column.name)
        if value is not None:
            whole = column.field.numeric and column.field.digits and column.field.scale <= 0
            put(values, column.keys, int(value) if whole else value)
    return values


_BRACKETS = str.maketrans({"(": "-", ")": ""})


def _short(leaf: Leaf) -> str:
    numbers = "".join(f"_{key + 1}" for key in leaf.keys if isinstance(key, int))
    return snake(leaf.field.name) + numbers


def _type(field: Field) -> str:
    if not field.numeric:
        return f"sa.String({field.length})"
    if field.usage is Usage.FLOAT:
        return "sa.REAL()"
    if field.usage is Usage.DOUBLE:
        return "sa.Double()"
    if field.scale > 0:
        return f"sa.Numeric({max(_digits(field), field.scale)}, {field.scale})"
    most = (1 << field.length * 8 - field.signed) if _binary(field) else int(10 ** (field.digits - field.scale))
    if most <= 1 << _INTEGER:
        return "sa.Integer()"
    return "sa.BigInteger()" if most <= 1 << _BIG_INTEGER else f"sa.Numeric({_digits(field) - field.scale}, 0)"


def _binary(field: Field) -> bool:
    return field.usage in (Usage.BINARY, Usage.NATIVE)


def _digits(field: Field) -> int:
    # A binary field holds more than its picture says: 5, 10 or 20 digits.
    return {2: 5, 4: 10, 8: 20}[field.length] if _binary(field) else field.digits
