"""What is generated from a copybook holds what the codec reads, and gives it back."""

import runpy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from pydantic import ValidationError

from records.codec import Codec
from records.copybook import read_copybook
from records.layout import Layout
from records.model import model_source
from records.schema import SchemaError, migration_source, table_source
from records.table import columns_of, from_row, to_row

COPYBOOK = """\
       01  ACCT-RECORD.
           05  ACCT-ID        PIC 9(10).
           05  KIND           PIC X.
               88  IS-LOAN        VALUE 'L'.
               88  IS-KNOWN       VALUES 'L' 'S'.
           05  BALANCE        PIC S9(7)V99 COMP-3.
               88  IS-LOW         VALUE -1.5 THRU 1.5.
           05  CLASS          PIC S9(4) COMP.
           05  USED           PIC 9.
           05  RECENT         OCCURS 1 TO 2 DEPENDING ON USED.
               10  AMOUNT     PIC S9(3).
           05  LOAN.
               10  RATE       PIC 9V999.
           05  SAVINGS REDEFINES LOAN PIC X(4).
"""
LOAN: dict[str, Any] = {
    "ACCT-ID": 1234567890,
    "KIND": "L",
    "BALANCE": Decimal("-1.50"),
    "CLASS": -7,
    "USED": 1,
    "RECENT": [{"AMOUNT": -5}],
    "LOAN": {"RATE": Decimal("0.125")},
}
SAVINGS: dict[str, Any] = {
    **{name: value for name, value in LOAN.items() if name != "LOAN"},
    "KIND": "S",
    "SAVINGS": "abc",
}


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    (tmp_path / "ACCT.cpy").write_text(COPYBOOK)
    (tmp_path / "redefines.yaml").write_text("ACCT: {LOAN: {by: KIND, L: LOAN, S: SAVINGS}}\n")
    return read_copybook(tmp_path / "ACCT.cpy")


@pytest.mark.parametrize("values", [LOAN, SAVINGS], ids=["loan", "savings"])
def test_the_model_takes_what_the_codec_reads_and_gives_what_it_writes(
    tmp_path: Path, layout: Layout, values: dict[str, Any]
) -> None:
    record = Codec(layout).encode(values)
    model = _run(tmp_path, model_source(layout))["AcctRecord"]
    read = model.model_validate(Codec(layout).decode(record))
    assert Codec(layout).encode(read.model_dump(by_alias=True, exclude_none=True)) == record
    assert (read.is_loan, read.is_known, read.is_low) == (values["KIND"] == "L", True, True)
    assert read.recent[0].amount == -5


@pytest.mark.parametrize(
    ("name", "value"),
    [("ACCT-ID", -1), ("ACCT-ID", 10**10), ("BALANCE", Decimal("0.001")), ("BALANCE", Decimal(10**7)), ("KIND", "LL"),
     ("RECENT", []), ("RECENT", [{"AMOUNT": 1}] * 3), ("UNKNOWN", 1)],
)  # fmt: skip
def test_the_model_refuses_what_the_record_cannot_hold(
    tmp_path: Path, layout: Layout, name: str, value: object
) -> None:
    model = _run(tmp_path, model_source(layout))["AcctRecord"]
    model.model_validate(LOAN)
    with pytest.raises(ValidationError):
        model.model_validate({**LOAN, name: value})


def test_a_table_and_its_migration_are_the_same_and_keep_the_records(tmp_path: Path, layout: Layout) -> None:
    table = _run(tmp_path, table_source(layout, key=["ACCT-ID"]))["acct_record"]
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        migration = _run(tmp_path, migration_source(layout, key=["ACCT-ID"], revision="0001"))
        with Operations.context(MigrationContext.configure(connection)):
            migration["upgrade"]()
            made = {each["name"]: each for each in sa.inspect(connection).get_columns("acct_record")}
            assert list(made) == [each.name for each in table.columns]
            assert [each["nullable"] for each in made.values()] == [each.nullable for each in table.columns]
            for values in (LOAN, SAVINGS):
                key = values["ACCT-ID"] + (values is SAVINGS)
                connection.execute(table.insert().values(to_row(layout, {**values, "ACCT-ID": key})))
            rows = connection.execute(table.select().order_by(table.c.acct_id)).mappings().all()
            assert [Codec(layout).encode(from_row(layout, row)) for row in rows] == [
                Codec(layout).encode(LOAN),
                Codec(layout).encode({**SAVINGS, "ACCT-ID": LOAN["ACCT-ID"] + 1}),
            ]
            migration["downgrade"]()
            assert sa.inspect(connection).get_table_names() == []


def test_only_what_each_record_has_must_be_there(layout: Layout) -> None:
    assert {each.name: (each.type, each.nullable) for each in columns_of(layout)} == {
        "acct_id": ("sa.BigInteger()", False),
        "kind": ("sa.String(1)", False),
        "balance": ("sa.Numeric(9, 2)", False),
        "class_": ("sa.Integer()", False),
        "used": ("sa.Integer()", False),
        "amount_1": ("sa.Integer()", False),
        "amount_2": ("sa.Integer()", True),
        "rate": ("sa.Numeric(4, 3)", True),
        "savings": ("sa.String(4)", True),
    }


def test_a_key_is_an_item_that_each_record_has(layout: Layout) -> None:
    for name in ("RATE", "NOTHING", "AMOUNT"):
        if name == "AMOUNT":
            assert 'sa.PrimaryKeyConstraint("amount_1")' in table_source(layout, key=[name])
            continue
        with pytest.raises(SchemaError, match=f"ACCT.cpy: {name} is no key of ACCT-RECORD"):
            table_source(layout, key=[name])


def _run(folder: Path, source: str) -> dict[str, Any]:
    path = folder / "generated.py"
    path.write_text(source, "utf-8")
    return runpy.run_path(str(path))
