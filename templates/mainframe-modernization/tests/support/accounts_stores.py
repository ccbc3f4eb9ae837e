"""Both stores with the same accounts, for the tests that need a compiler and for those that need none."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete
from web import database
from web.settings import DatabaseSettings

from accounts.dynamodb import DynamoAccounts
from accounts.postgresql import PostgresAccounts
from accounts.schema import metadata
from accounts.store import AccountStore
from records.copybook import read_copybook
from tests.support import accounts_dynamodb, accounts_postgres
from tests.support import postgres as postgresql
from tests.support.accounts_examples import ACCOUNTS
from tests.support.accounts_files import Loader
from tests.support.postgres import Server
from tests.support.service_log import Lines, captured

ROOT = Path(__file__).parents[2]
COPYBOOKS = ROOT / "cpy"


@pytest.fixture(scope="session")
def server(pytestconfig: pytest.Config) -> Server:
    return postgresql.started(pytestconfig)


@pytest.fixture(scope="session")
def migrated(server: Server) -> Iterator[str]:
    """The name of a database with the newest schema."""
    with server.database() as name:
        accounts_postgres.migrate(server, name)
        yield name


@pytest.fixture(scope="module")
def postgres(server: Server, migrated: str) -> Iterator[PostgresAccounts]:
    """The store of a task on it, made once for a file of tests."""
    engine = database.connect(DatabaseSettings.load(accounts_postgres.environment(server, migrated)))
    yield PostgresAccounts(engine, read_copybook(COPYBOOKS / "ACCTREC.cpy"))
    engine.dispose()


@pytest.fixture
def empty_postgres(postgres: PostgresAccounts, server: Server, migrated: str) -> Iterator[PostgresAccounts]:
    yield postgres
    with server.engine(migrated) as engine, engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(delete(table))


@pytest.fixture(scope="module")
def dynamodb() -> Iterator[DynamoAccounts]:
    """Made once for a file of tests: boto3 reads its models for longer than a test takes."""
    with accounts_dynamodb.moto():
        yield DynamoAccounts(accounts_dynamodb.TABLE, region=accounts_dynamodb.REGION)


@pytest.fixture
def empty_dynamodb(dynamodb: DynamoAccounts) -> Iterator[DynamoAccounts]:
    with accounts_dynamodb.table():
        yield dynamodb


@pytest.fixture
def empty(empty_postgres: PostgresAccounts) -> AccountStore:
    """PostgreSQL, unless a file of tests says `on_each_store`: moto's DynamoDB takes its time."""
    return empty_postgres


@pytest.fixture(params=["empty_postgres", "empty_dynamodb"])
def on_each_store(request: pytest.FixtureRequest) -> AccountStore:
    """Both stores, one after the other: they keep the same promises."""
    store: AccountStore = request.getfixturevalue(request.param)
    return store


@pytest.fixture
def store(empty: AccountStore) -> AccountStore:
    """With the accounts of `accounts_examples`."""
    empty.add(ACCOUNTS)
    return empty


@pytest.fixture
def log() -> Iterator[Lines]:
    with captured(SERVICE_NAME="accounts") as lines:
        yield lines


@pytest.fixture
def run(
    on_each_store: AccountStore, request: pytest.FixtureRequest, server: Server, migrated: str, tmp_path: Path
) -> Loader:
    """Loads records into each store."""
    postgres = request.node.callspec.params["on_each_store"] == "empty_postgres"
    made = accounts_postgres.environment(server, migrated) if postgres else accounts_dynamodb.environment()
    return Loader(made, tmp_path)
