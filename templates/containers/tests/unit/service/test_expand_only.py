"""No migration breaks the version before, and the guard that says so can say no."""

from pathlib import Path

import pytest
from orders import migrations

from tests.unit.service.expand_only import problems
from tests.unit.service.steps import FIRST, NewerImage


@pytest.fixture
def image(tmp_path: Path) -> NewerImage:
    return NewerImage.with_a_history_of_its_own(tmp_path)


def test_no_migration_breaks_the_version_that_still_runs() -> None:
    if found := problems(migrations.config()):
        pytest.fail("\n".join(found), pytrace=False)


@pytest.mark.parametrize(
    "harmless",
    [
        'op.add_column("orders", sa.Column("note", sa.Text))',
        'op.add_column("orders", sa.Column("parts", sa.Integer, nullable=False, server_default="1"))',
        'op.create_table("notes", sa.Column("id", sa.Integer, primary_key=True), sa.Column("a", sa.Text, unique=True))',
        'op.create_table("notes", sa.Column("id", sa.Integer)); op.create_index("u", "notes", ["id"], unique=True)',
        'op.create_check_constraint("c", "orders", "total < 5", postgresql_not_valid=True)',
        'op.execute("ALTER TABLE orders VALIDATE CONSTRAINT c")',
        "with op.get_context().autocommit_block(): "
        'op.create_index("i", "orders", ["total"], postgresql_concurrently=True)',
        'op.alter_column("orders", "currency", server_default="EUR")',
        "op.execute(\"UPDATE orders SET currency = 'EUR' WHERE currency IS NULL\")",
        "op.execute(\"COMMENT ON TABLE orders IS 'all of them'\")",
        "op.execute(\"ALTER TYPE mood ADD VALUE 'calm'\")",
        'op.execute("GRANT SELECT ON orders TO reports")',
    ],
)
def test_a_step_that_only_expands_is_fine(image: NewerImage, harmless: str) -> None:
    image.add("next", harmless, after=FIRST)
    assert problems(image.config()) == []


@pytest.mark.parametrize(
    ("breaking", "sentence"),
    [
        ('op.drop_table("orders")', "not known to be harmless"),
        ('op.drop_column("orders", "currency")', "not known to be harmless"),
        ('op.rename_table("orders", "purchases")', "not known to be harmless"),
        ('op.alter_column("orders", "currency", new_column_name="money")', "not known to be harmless"),
        ('op.alter_column("orders", "total", type_=sa.Integer)', "not known to be harmless"),
        ('op.alter_column("orders", "expires_at", nullable=False)', "not known to be harmless"),
        ('op.alter_column("orders", "currency", nullable=True)', "not known to be harmless"),
        ('op.alter_column("orders", "currency", server_default=None)', "takes away a value"),
        ('op.add_column("orders", sa.Column("note", sa.Text, nullable=False))', "needs a value for note"),
        ('op.execute("ALTER TABLE orders ADD note text UNIQUE")', "adds a constraint with the column"),
        ('op.execute("ALTER TABLE orders ADD n int DEFAULT 1 CHECK (n > 1)")', "adds a constraint with the column"),
        ('op.create_unique_constraint("u", "orders", ["total"])', "that the version before may write"),
        ('op.create_check_constraint("c", "orders", "total < 5")', "blocks the table while every row is checked"),
        ('op.create_index("u", "orders", ["total"], unique=True)', "that the version before may write"),
        ('op.create_index("i", "orders", ["total"])', "blocks writes until it is done"),
        ('op.drop_constraint("orders_one_per_key", "orders")', "not known to be harmless"),
        ('op.drop_index("orders_expiring", "orders")', "not known to be harmless"),
        ('op.execute("DELETE FROM orders")', "not known to be harmless"),
        ('op.execute("TRUNCATE orders")', "not known to be harmless"),
        ('op.execute("REVOKE SELECT ON orders FROM orders")', "not known to be harmless"),
        ("op.execute(\"ALTER TYPE mood RENAME VALUE 'calm' TO 'cool'\")", "not known to be harmless"),
        ("op.execute(\"DO $$ BEGIN EXECUTE 'DROP TABLE orders'; END $$\")", "not known to be harmless"),
    ],
)
def test_a_step_that_breaks_the_version_before_is_refused_with_its_statement(
    image: NewerImage, breaking: str, sentence: str
) -> None:
    image.add("next", breaking, after=FIRST)
    (problem,) = problems(image.config())[:1]
    assert "/versions/next_added.py: `" in problem and sentence in problem


def test_a_later_step_may_remove_what_is_no_longer_used(image: NewerImage) -> None:
    image.add("next", 'op.add_column("orders", sa.Column("note", sa.Text))', after=FIRST)
    image.add("last", 'op.drop_column("orders", "currency")', after="next", says='contract = "next"')
    assert problems(image.config()) == []


@pytest.mark.parametrize("named", ["next", "later", "0000"])
def test_a_removal_that_names_no_earlier_step_is_refused(image: NewerImage, named: str) -> None:
    image.add("next", 'op.drop_column("orders", "currency")', after=FIRST, says=f'contract = "{named}"')
    image.add("later", "pass", after="next")
    (problem,) = problems(image.config())
    assert f"/next_added.py: contract = '{named}' names no step before it, only [" in problem
    assert f"'{FIRST}'" in problem


def test_every_step_is_judged_by_itself(image: NewerImage) -> None:
    image.add("next", 'op.create_table("notes", sa.Column("id", sa.Integer))', after=FIRST)
    image.add("last", 'op.drop_column("notes", "id")', after="next")
    image.add("again", 'op.drop_table("notes")', after="last")
    files = [Path(problem.partition(": `")[0]).name for problem in problems(image.config())]
    assert files == ["last_added.py", "again_added.py"]
