"""Made-up rows fit tables as teams make them; where they cannot, the test says where to give a value."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, MetaData, text

from tests.support import rows
from tests.support.postgres import Server


@pytest.fixture
def connection(server: Server) -> Iterator[Connection]:
    with server.database() as name, server.engine(name) as engine, engine.connect() as connection:
        yield connection


def filled(connection: Connection, *statements: str) -> None:
    """Two rows in each table that these statements make."""
    for statement in statements:
        connection.execute(text(statement))
    made = MetaData()
    made.reflect(connection)
    for _ in range(2):
        rows.add_a_row_to_each(connection, made.sorted_tables)


PARENT = "CREATE TABLE parents (a uuid, b int, PRIMARY KEY (a, b))"


@pytest.mark.parametrize(
    "columns",
    [
        "a uuid, b int NOT NULL, FOREIGN KEY (a, b) REFERENCES parents",
        "a uuid NOT NULL UNIQUE, b int NOT NULL, FOREIGN KEY (a, b) REFERENCES parents",
        "id int PRIMARY KEY, before int REFERENCES children",
        "id int PRIMARY KEY, before int NOT NULL REFERENCES children",
        "id bigserial PRIMARY KEY, n int GENERATED ALWAYS AS IDENTITY, twice int GENERATED ALWAYS AS (5 * 2) STORED",
        "status text NOT NULL CHECK (status IN ('SENT', 'LOST'))",
        "weight int NOT NULL CHECK (weight BETWEEN 5000 AND 6000), note text CHECK (length(note) = 12)",
        "price numeric(6, 2) NOT NULL CHECK (price < 0), country char(2) NOT NULL",
        "a date, b interval, c bytea, d jsonb, e float, f time, g text[], h inet, i tsvector",
    ],
)
def test_a_table_with_keys_and_checks_gets_rows(connection: Connection, columns: str) -> None:
    filled(connection, PARENT, f"CREATE TABLE children ({columns})")
    assert connection.execute(text("SELECT count(*) FROM children")).scalar_one() == 2


def test_a_check_that_nothing_guessed_passes_is_named_with_the_way_on(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = "CREATE TABLE codes (code text NOT NULL CHECK (code ~ '^[A-Z]{2}-[0-9]+$'))"
    with pytest.raises(AssertionError, match=r"codes: give values in EXAMPLES of tests/support/rows\.py"):
        filled(connection, table)
    connection.rollback()
    monkeypatch.setitem(rows.EXAMPLES, "codes", {"code": "DE-1"})
    filled(connection, table)
