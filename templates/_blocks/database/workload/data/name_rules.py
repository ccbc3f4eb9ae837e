"""What AWS and PostgreSQL ask of the names in `workload/data/names.py`, before anything is deployed."""

import re
from pathlib import Path

from settings.configuration import ConfigurationError

FILE = "workload/data/names.py"
CODE = Path(__file__).parent.parent / "service" / "runtime"
# DBName of CreateDBInstance (RDS for PostgreSQL); the rule of PostgreSQL for a name without quotes is the same.
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,62}\Z")
# PostgreSQL 17, appendix C, "reserved". SQLAlchemy's list is of an older version and holds words that may be used.
WORDS = """
    all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation
    column concurrently constraint create cross current_catalog current_date current_role current_schema current_time
    current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze
    from full grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit
    localtime localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references
    returning right select session_user similar some symmetric system_user table tablesample then to trailing true
    union unique user using variadic verbose when where window with
"""
RESERVED = frozenset(WORDS.split())
DATABASES = frozenset({"postgres", "rdsadmin", "template0", "template1"})
# PostgreSQL keeps the first two and RDS makes the others.
USERS = frozenset({"public", "none", "postgres", "rdsadmin", "rdsrepladmin", "rdstopmgr"})
USER_PREFIXES = ("pg_", "rds_")


def check_names(*, database: str, user: str, migration: list[str]) -> None:
    """Raise ConfigurationError for the first name that could not be deployed."""
    _check("DATABASE", database, taken=DATABASES)
    _check("DATABASE_USER", user, taken=USERS, prefixes=USER_PREFIXES)
    match migration:
        case [python, "-m", module, *_] if python.startswith("python") and not _is_there(module):
            raise ConfigurationError(
                f"{FILE}: MIGRATION = {migration}: workload/service/runtime has no module {module}; it is the one that "
                'migrates the database, for example ["python", "-m", "orders.migrate"]'
            )


def _check(constant: str, value: str, *, taken: frozenset[str], prefixes: tuple[str, ...] = ()) -> None:
    said = f'{FILE}: {constant} = "{value}"'
    if not NAME.match(value):
        raise ConfigurationError(
            f"{said}: at most 63 letters, digits and underscores, and the first is a letter (PostgreSQL on RDS), "
            'for example "order_items"'
        )
    if value.lower() in RESERVED:
        raise ConfigurationError(f'{said}: a reserved word of PostgreSQL, which RDS refuses; for example "{value}s"')
    if value.lower() in taken or value.lower().startswith(prefixes):
        raise ConfigurationError(f'{said}: RDS or PostgreSQL has one of this name; for example "orders"')


def _is_there(module: str) -> bool:
    path = CODE.joinpath(*module.split("."))
    return path.with_suffix(".py").is_file() or (path / "__main__.py").is_file()
