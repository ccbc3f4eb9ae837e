"""The table of a record as source text: SQLAlchemy's Table, or a migration of Alembic that creates it."""

from collections.abc import Iterator, Sequence

from records.layout import Layout
from records.names import snake
from records.table import Column, columns_of


class SchemaError(ValueError):
    """One sentence."""


def table_source(layout: Layout, *, key: Sequence[str]) -> str:
    """A module with `metadata` and the table. key: items of the primary key. Raises SchemaError: no such item."""
    name = snake(layout.name)
    body = "\n".join(_arguments(layout, key, "    "))
    return (
        f'"""Table of {layout.file}, written by `python -m records table`."""\n\n'
        f"import sqlalchemy as sa\n\nmetadata = sa.MetaData()\n\n"
        f'{name} = sa.Table(\n    "{name}",\n    metadata,\n{body}\n)\n'
    )


def migration_source(layout: Layout, *, key: Sequence[str], revision: str, after: str = "") -> str:
    """A migration of Alembic. after: the revision before it. Raises SchemaError: no such item."""
    name = snake(layout.name)
    body = "\n".join(_arguments(layout, key, "        "))
    return (
        f'"""Table of {layout.file}, written by `python -m records migration`."""\n\n'
        "import sqlalchemy as sa\nfrom alembic import op\n\n"
        f'revision = "{revision}"\ndown_revision = {_quoted(after) if after else None}\n'
        "branch_labels = None\ndepends_on = None\n\n\n"
        f'def upgrade() -> None:\n    op.create_table(\n        "{name}",\n{body}\n    )\n\n\n'
        f'def downgrade() -> None:\n    op.drop_table("{name}")\n'
    )


def _arguments(layout: Layout, key: Sequence[str], indent: str) -> Iterator[str]:
    columns = columns_of(layout)
    for column in columns:
        yield f"{indent}{_column(column)},"
    names = ", ".join(_quoted(_key(layout, columns, each)) for each in key)
    if names:
        yield f"{indent}sa.PrimaryKeyConstraint({names}),"


def _column(column: Column) -> str:
    comment = f"{column.path} PIC {column.field.picture} {column.field.usage}" if column.field.picture else column.path
    nullable = "" if column.nullable else ", nullable=False"
    return f"sa.Column({_quoted(column.name)}, {column.type}{nullable}, comment={_quoted(comment)})"


def _key(layout: Layout, columns: Sequence[Column], name: str) -> str:
    found = [each for each in columns if name.upper() in (each.field.name, each.path) and not each.nullable]
    if len(found) != 1:
        raise SchemaError(f"{layout.file}: {name} is no key of {layout.name}: it must be one item of every record.")
    return found[0].name


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
