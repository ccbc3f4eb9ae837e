"""ACCTINQ as it is compiled for the image, and the service that calls it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts.postgresql import PostgresAccounts
from accounts.store import AccountStore
from tests.support.accounts_service import Service, running
from tests.support.accounts_stores import (
    COPYBOOKS,
    ROOT,
    dynamodb,
    empty,
    empty_dynamodb,
    empty_postgres,
    log,
    migrated,
    on_each_store,
    postgres,
    server,
    store,
)
from tests.support.service_log import Lines
from workload.cobol.cobc import compile_program

__all__ = [
    "dynamodb",
    "empty",
    "empty_dynamodb",
    "empty_postgres",
    "log",
    "migrated",
    "on_each_store",
    "postgres",
    "server",
    "store",
]


@pytest.fixture(scope="session")
def programs_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where ACCTINQ.so is."""
    folder = tmp_path_factory.mktemp("cobol")
    source = ROOT / "cbl" / "ACCTINQ.cbl"
    compile_program(source, folder / "ACCTINQ.so", executable=False, copybooks=(COPYBOOKS,))
    return folder


@pytest.fixture(scope="module")
def service_on_postgres(postgres: PostgresAccounts, programs_folder: Path) -> Iterator[Service]:
    """The whole service with the real program, started once for a file of tests."""
    with running(postgres, programs_folder, COPYBOOKS) as started:
        yield started


@pytest.fixture
def service(service_on_postgres: Service, store: AccountStore, log: Lines) -> Service:
    """The service with the accounts of `accounts_examples`."""
    return service_on_postgres
