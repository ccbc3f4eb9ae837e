"""Made-up rows for any table: values that keep its foreign keys and, as far as they can be guessed, its CHECKs."""

import itertools
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from sqlalchemy import Column, Connection, Enum, Row, Table, inspect
from sqlalchemy.exc import IntegrityError

# Where guessing does not help: values by table and column, for example {"parcels": {"tracking_code": "DE-0001"}}.
EXAMPLES: dict[str, dict[str, Any]] = {}
MOST_TRIES = 500
_numbers = itertools.count(1)


def add_a_row_to_each(connection: Connection, tables: list[Table]) -> None:
    """Add one row to each table; a column with a foreign key refers to the row that its table has just got.

    tables: what others refer to comes first, as in `MetaData.sorted_tables`. Raises AssertionError: a CHECK refuses
    every row that can be guessed, or a column has a type without a known value; the message says where to give one.
    """
    added: dict[str, Row[Any]] = {}
    for table in tables:
        added[table.name] = _add(connection, table, added)
    connection.commit()


def _add(connection: Connection, table: Table, added: Mapping[str, Row[Any]]) -> Row[Any]:
    refused: Exception | None = None
    for values in itertools.islice(_rows(connection, table, added), MOST_TRIES):
        try:
            with connection.begin_nested():
                return connection.execute(table.insert().values(values).returning(*table.columns)).one()
        except IntegrityError as error:
            refused = error
    raise AssertionError(
        f"No made-up row fits table {table.name}: give values in EXAMPLES of tests/support/rows.py, for example "
        f'{{"{table.name}": {{"{next(iter(table.columns)).name}": …}}}}. PostgreSQL says: {refused}'
    ) from refused


def _rows(connection: Connection, table: Table, added: Mapping[str, Row[Any]]) -> Iterator[dict[str, Any]]:
    """Likely rows, likeliest first: what CHECKs compare a column with may be a value that they allow."""
    checks = [str(each["sqltext"]) for each in inspect(connection).get_check_constraints(table.name)]
    columns = [each for each in table.columns if not (each.identity or each.computed or _counts_itself(each))]
    given = EXAMPLES.get(table.name, {})
    choices = [[given[each.name]] if each.name in given else _values(table, each, checks) for each in columns]
    for chosen in itertools.product(*choices):
        row = {column.name: value for column, value in zip(columns, chosen, strict=True)}
        for key in table.foreign_key_constraints:
            for element in key.elements:
                if (parent := added.get(element.column.table.name)) is not None:
                    row[element.parent.name] = parent._mapping[element.column.name]
                else:
                    # The table refers to itself: to nothing, or to this row.
                    row[element.parent.name] = None if element.parent.nullable else row[element.column.name]
        yield row


def _counts_itself(column: Column[Any]) -> bool:
    return "nextval" in str(getattr(column.server_default, "arg", ""))


def _values(table: Table, column: Column[Any], checks: list[str]) -> list[Any]:
    if isinstance(column.type, Enum):
        return [column.type.enums[0]]
    try:
        kind = column.type.python_type
    except NotImplementedError:
        assert column.nullable, (
            f"{table.name}.{column.name} is {column.type}, for which no value is known: give one in EXAMPLES of "
            "tests/support/rows.py"
        )
        return [None]
    compared = [check for check in checks if re.search(rf"\b{re.escape(column.name)}\b", check)]
    if kind is str:
        likely = [text.replace("''", "'") for check in compared for text in re.findall(r"'((?:[^']|'')*)'", check)]
        likely += ["x" * int(number) for check in compared for number in re.findall(r"\b\d{1,3}\b", check)]
    elif kind in (int, float, Decimal):
        numbers = [kind(number) for check in compared for number in re.findall(r"-?\b\d+\b", check)]
        likely = [each + step for each in numbers for step in (0, 1, -1)]
    else:
        likely = []
    return [_made_up(kind, getattr(column.type, "length", None)), *likely, *([None] if column.nullable else [])]


def _made_up(kind: type, length: int | None) -> Any:
    """A value of this Python type that no other row has, if the type has so many."""
    number = next(_numbers)
    known: dict[type, Any] = {
        bool: True,
        bytes: str(number).encode(),
        date: date(2030, 1, 1) + timedelta(days=number),
        datetime: datetime.now(UTC) + timedelta(seconds=number),
        Decimal: Decimal(number),
        dict: {"number": number},
        float: float(number),
        int: number,
        list: [],
        time: time(number % 24),
        timedelta: timedelta(seconds=number),
    }
    return known.get(kind, uuid4() if kind.__name__ == "UUID" else str(number)[-(length or 9) :])
