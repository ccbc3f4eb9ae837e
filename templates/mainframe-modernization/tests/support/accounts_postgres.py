"""Databases of accounts in the PostgreSQL of the tests."""

from alembic import command
from web.migrations import config

from accounts.schema import LOCATION
from tests.support.postgres import Server


def migrate(server: Server, database: str, revision: str = "head", *, downwards: bool = False) -> None:
    """Bring a database to a revision."""
    with server.engine(database) as engine, engine.connect() as connection:
        made = config(LOCATION)
        made.attributes["connection"] = connection
        (command.downgrade if downwards else command.upgrade)(made, revision)
        connection.commit()


def environment(server: Server, database: str, **more: str) -> dict[str, str]:
    """The variables of a container that works on this database."""
    return server.environment(database, **{"SERVICE_NAME": "accounts", "STORE": "postgresql", **more})
