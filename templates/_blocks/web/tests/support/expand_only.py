"""Refuses a migration that would break the version of the service that still runs while it is applied.

Each step is rendered as SQL and read by PostgreSQL's own parser. What is not on the list of harmless changes is
refused, known or not. A step that removes what the version before no longer uses says so: `contract = "<revision>"`,
the earlier step that made it superfluous.
"""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import Script, ScriptDirectory
from pglast import ast, parse_sql
from pglast.enums import AlterTableType as Change
from pglast.enums import ConstrType as Kind
from pglast.enums import ObjectType as Thing
from pglast.stream import RawStream

from tests.support.migration_steps import path_of

HARMLESS = (
    ast.TransactionStmt,
    ast.InsertStmt,
    ast.UpdateStmt,
    ast.CommentStmt,
    ast.CreateSeqStmt,
    ast.CreateEnumStmt,
    ast.CreateSchemaStmt,
)
HARMLESS_CHANGES = (Change.AT_ValidateConstraint, Change.AT_SetStatistics, Change.AT_SetStorage)
CHECKED_AT_ONCE = (Kind.CONSTR_CHECK, Kind.CONSTR_UNIQUE, Kind.CONSTR_PRIMARY, Kind.CONSTR_FOREIGN)
CAN_WAIT = (Kind.CONSTR_CHECK, Kind.CONSTR_FOREIGN)
HAS_A_VALUE = (Kind.CONSTR_DEFAULT, Kind.CONSTR_GENERATED, Kind.CONSTR_IDENTITY)


def problems(config: Config) -> list[str]:
    """A sentence for every statement of every step that breaks the version before, unless the step may do so."""
    scripts = ScriptDirectory.from_config(config)
    steps = list(reversed(list(scripts.walk_revisions())))
    found: list[str] = []
    for number, step in enumerate(steps):
        file = path_of(Path(step.path))
        contract, earlier = getattr(step.module, "contract", None), [each.revision for each in steps[:number]]
        if contract is None:
            found += [f"{file}: {problem}" for problem in breaking(rendered(config, step))]
        elif contract not in earlier:
            found.append(f"{file}: contract = {contract!r} names no step before it, only {earlier} are")
    return found


def rendered(config: Config, step: Script) -> str:
    """The SQL of one step, without a database."""
    config.output_buffer = io.StringIO()
    command.upgrade(config, f"{step.down_revision or 'base'}:{step.revision}", sql=True)
    return config.output_buffer.getvalue()


def breaking(sql: str) -> Iterator[str]:
    """What in this SQL breaks the version before. What concerns a table that the SQL itself makes does not."""
    new: set[str] = set()
    statements = parse_sql(sql)
    made = {raw.stmt.idxname for raw in statements if isinstance(raw.stmt, ast.IndexStmt)}
    for raw in statements:
        if _begins_again(raw.stmt, made):
            continue
        for reason in _reasons(raw.stmt, new):
            yield f"`{RawStream()(raw)}` {reason}"


def _begins_again(statement: Any, made: set[str | None]) -> bool:
    """Whether it drops what an earlier try may have left of an index that the same SQL makes, and waits for nobody."""
    if not isinstance(statement, ast.DropStmt) or statement.removeType != Thing.OBJECT_INDEX:
        return False
    dropped = {name[-1].sval for name in statement.objects or ()}
    return bool(statement.concurrent and statement.missing_ok) and dropped <= made


def _reasons(statement: Any, new: set[str]) -> Iterator[str]:
    table: str = getattr(getattr(statement, "relation", None), "relname", "")
    match statement:
        case ast.CreateStmt():
            new.add(table)
        case ast.AlterTableStmt() if table not in new:
            for change in statement.cmds or ():
                yield from _change(change)
        case ast.IndexStmt() if table not in new:
            if statement.unique:
                yield "refuses rows that the version before may write"
            if not statement.concurrent:
                yield "blocks writes until it is done: add postgresql_concurrently=True, in an autocommit_block"
        case ast.AlterEnumStmt(oldVal=None) | ast.AlterTableStmt() | ast.IndexStmt():
            pass
        case ast.GrantStmt(is_grant=True):
            pass
        case statement if not isinstance(statement, HARMLESS):
            yield "is not known to be harmless"


def _change(change: Any) -> Iterator[str]:
    match change.subtype:
        case Change.AT_AddColumn:
            kinds = {each.contype for each in change.def_.constraints or ()}
            if Kind.CONSTR_NOTNULL in kinds and not kinds.intersection(HAS_A_VALUE):
                yield f"needs a value for {change.def_.colname} that the version before does not write"
            if kinds.intersection(CHECKED_AT_ONCE):
                yield "adds a constraint with the column: add it apart, NOT VALID"
        case Change.AT_AddConstraint if change.def_.contype not in CAN_WAIT:
            yield "refuses rows that are there or that the version before may write"
        case Change.AT_AddConstraint if not change.def_.skip_validation:
            yield "blocks the table while every row is checked: postgresql_not_valid=True, and validate it later"
        case Change.AT_ColumnDefault if change.def_ is None:
            yield "takes away a value that the version before does not write"
        case Change.AT_AddConstraint | Change.AT_ColumnDefault:
            pass
        case other if other not in HARMLESS_CHANGES:
            yield "is not known to be harmless"
