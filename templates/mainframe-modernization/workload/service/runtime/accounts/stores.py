"""Opens the store that the environment names."""

from collections.abc import Mapping

from sqlalchemy import Engine
from web import database
from web.settings import DatabaseSettings

from accounts.dynamodb import DynamoAccounts
from accounts.postgresql import PostgresAccounts
from accounts.settings import COPYBOOK, StoreKind, StoreSettings, TableSettings
from accounts.store import AccountStore
from records.copybook import read_copybook


def open_store(environment: Mapping[str, str]) -> tuple[AccountStore, Engine | None]:
    """The store, and its engine if it has one, for tracing. Connects when it is first used.

    Raises SettingsError, CopybookError.
    """
    settings = StoreSettings.load(environment)
    if settings.store is StoreKind.DYNAMODB:
        table = TableSettings.load(environment)
        return DynamoAccounts(table.table_name, region=table.aws_region), None
    engine = database.connect(DatabaseSettings.load(environment))
    return PostgresAccounts(engine, read_copybook(settings.copybooks_folder / COPYBOOK)), engine
