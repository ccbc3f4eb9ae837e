"""The guard against migrations that break the version before knows what does and what does not."""

from pathlib import Path

import pytest

from tests.support.expand_only import problems
from tests.support.migration_steps import FIRST, History


@pytest.fixture
def image(tmp_path: Path) -> History:
    return History(tmp_path)


@pytest.mark.parametrize(
    "harmless",
    [
        'op.add_column("letters", sa.Column("note", sa.Text))',
        'op.add_column("letters", sa.Column("parts", sa.Integer, nullable=False, server_default="1"))',
        'op.create_table("notes", sa.Column("id", sa.Integer, primary_key=True), sa.Column("a", sa.Text, unique=True))',
        'op.create_table("notes", sa.Column("id", sa.Integer)); op.create_index("u", "notes", ["id"], unique=True)',
        'op.create_check_constraint("c", "letters", "total < 5", postgresql_not_valid=True)',
        'op.execute("ALTER TABLE letters VALIDATE CONSTRAINT c")',
        "with op.get_context().autocommit_block(): "
        'op.create_index("i", "letters", ["total"], postgresql_concurrently=True)',
        'with op.get_context().autocommit_block(): op.execute("DROP INDEX CONCURRENTLY IF EXISTS i"); '
        'op.create_index("i", "letters", ["total"], postgresql_concurrently=True)',
        'op.alter_column("letters", "currency", server_default="EUR")',
        "op.execute(\"UPDATE letters SET currency = 'EUR' WHERE currency IS NULL\")",
        "op.execute(\"COMMENT ON TABLE letters IS 'all of them'\")",
        "op.execute(\"ALTER TYPE mood ADD VALUE 'calm'\")",
        'op.execute("GRANT SELECT ON letters TO reports")',
    ],
)
def test_a_step_that_only_expands_is_fine(image: History, harmless: str) -> None:
    image.add("next", harmless, after=FIRST)
    assert problems(image.config()) == []


@pytest.mark.parametrize(
    ("breaking", "sentence"),
    [
        ('op.drop_table("letters")', "not known to be harmless"),
        ('op.drop_column("letters", "currency")', "not known to be harmless"),
        ('op.rename_table("letters", "purchases")', "not known to be harmless"),
        ('op.alter_column("letters", "currency", new_column_name="money")', "not known to be harmless"),
        ('op.alter_column("letters", "total", type_=sa.Integer)', "not known to be harmless"),
        ('op.alter_column("letters", "expires_at", nullable=False)', "not known to be harmless"),
        ('op.alter_column("letters", "currency", nullable=True)', "not known to be harmless"),
        ('op.alter_column("letters", "currency", server_default=None)', "takes away a value"),
        ('op.add_column("letters", sa.Column("note", sa.Text, nullable=False))', "needs a value for note"),
        ('op.execute("ALTER TABLE letters ADD note text UNIQUE")', "adds a constraint with the column"),
        ('op.execute("ALTER TABLE letters ADD n int DEFAULT 1 CHECK (n > 1)")', "adds a constraint with the column"),
        ('op.create_unique_constraint("u", "letters", ["total"])', "that the version before may write"),
        ('op.create_check_constraint("c", "letters", "total < 5")', "blocks the table while every row is checked"),
        ('op.create_index("u", "letters", ["total"], unique=True)', "that the version before may write"),
        ('op.create_index("i", "letters", ["total"])', "blocks writes until it is done"),
        ('op.drop_constraint("letters_one_per_key", "letters")', "not known to be harmless"),
        ('op.drop_index("letters_expiring", "letters")', "not known to be harmless"),
        ('op.execute("DROP INDEX CONCURRENTLY IF EXISTS letters_expiring")', "not known to be harmless"),
        ('op.execute("DELETE FROM letters")', "not known to be harmless"),
        ('op.execute("TRUNCATE letters")', "not known to be harmless"),
        ('op.execute("REVOKE SELECT ON letters FROM letters")', "not known to be harmless"),
        ("op.execute(\"ALTER TYPE mood RENAME VALUE 'calm' TO 'cool'\")", "not known to be harmless"),
        ("op.execute(\"DO $$ BEGIN EXECUTE 'DROP TABLE letters'; END $$\")", "not known to be harmless"),
    ],
)
def test_a_step_that_breaks_the_version_before_is_refused_with_its_statement(
    image: History, breaking: str, sentence: str
) -> None:
    image.add("next", breaking, after=FIRST)
    (problem,) = problems(image.config())[:1]
    assert "/versions/next_added.py: `" in problem and sentence in problem


def test_a_later_step_may_remove_what_is_no_longer_used(image: History) -> None:
    image.add("next", 'op.add_column("letters", sa.Column("note", sa.Text))', after=FIRST)
    image.add("last", 'op.drop_column("letters", "currency")', after="next", says='contract = "next"')
    assert problems(image.config()) == []


@pytest.mark.parametrize("named", ["next", "later", "0000"])
def test_a_removal_that_names_no_earlier_step_is_refused(image: History, named: str) -> None:
    image.add("next", 'op.drop_column("letters", "currency")', after=FIRST, says=f'contract = "{named}"')
    image.add("later", "pass", after="next")
    (problem,) = problems(image.config())
    assert f"/next_added.py: contract = '{named}' names no step before it, only [" in problem
    assert f"'{FIRST}'" in problem


def test_every_step_is_judged_by_itself(image: History) -> None:
    image.add("next", 'op.create_table("notes", sa.Column("id", sa.Integer))', after=FIRST)
    image.add("last", 'op.drop_column("notes", "id")', after="next")
    image.add("again", 'op.drop_table("notes")', after="last")
    files = [Path(problem.partition(": `")[0]).name for problem in problems(image.config())]
    assert files == ["last_added.py", "again_added.py"]
