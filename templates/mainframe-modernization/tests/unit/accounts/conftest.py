"""The stores, without the service: that one calls a program, which a compiler makes first (tests/compiled/accounts)."""

from tests.support.accounts_stores import (
    dynamodb,
    empty,
    empty_dynamodb,
    empty_postgres,
    log,
    migrated,
    on_each_store,
    postgres,
    run,
    server,
    store,
)

__all__ = [
    "dynamodb",
    "empty",
    "empty_dynamodb",
    "empty_postgres",
    "log",
    "migrated",
    "on_each_store",
    "postgres",
    "run",
    "server",
    "store",
]
