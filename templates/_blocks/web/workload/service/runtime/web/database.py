"""Connections to PostgreSQL: few, bounded in time, and signed in with a password or a token of IAM."""

from typing import TYPE_CHECKING, Any

import boto3
from sqlalchemy import URL, Engine, create_engine, event

from web.settings import DatabaseSettings

if TYPE_CHECKING:
    from mypy_boto3_rds import RDSClient

# Per task. A small instance of RDS takes some eighty connections, and a deployment runs twice as many tasks.
POOL_SIZE = 5
WAIT_FOR_CONNECTION_SECONDS = 5
CONNECT_SECONDS = 3
# Connections move to the new instance, and to new address records, after this time at the latest.
RECYCLE_SECONDS = 900

SESSION = {
    "timezone": "UTC",
    "statement_timeout": "5s",
    # How long a repeated request waits for the first one with its Idempotency-Key, before it is told to try again.
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "10s",
}


def connect(settings: DatabaseSettings, *, session: dict[str, str] = SESSION, pool_size: int = POOL_SIZE) -> Engine:
    """The engine for this database. Connects when it is first used."""
    password = settings.database_password
    engine = create_engine(
        URL.create(
            "postgresql+psycopg",
            username=settings.database_user,
            password=password.get_secret_value() if password else None,
            host=settings.database_host,
            port=settings.database_port,
            database=settings.database_name,
        ),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=WAIT_FOR_CONNECTION_SECONDS,
        pool_recycle=RECYCLE_SECONDS,
        pool_pre_ping=True,
        # Parameters are customer data: they do not belong in the messages of errors, which are logged.
        hide_parameters=True,
        connect_args={
            "sslmode": settings.database_sslmode,
            "connect_timeout": CONNECT_SECONDS,
            "application_name": settings.service_name,
            "options": " ".join(f"-c {name}={value}" for name, value in session.items()),
        },
    )
    if password is None:
        _sign_in_with_iam(engine, settings)
    return engine


def _sign_in_with_iam(engine: Engine, settings: DatabaseSettings) -> None:
    """A token for each new connection: one lasts fifteen minutes, and making it calls nobody."""
    rds: RDSClient = boto3.client("rds", region_name=settings.iam_region)

    @event.listens_for(engine, "do_connect")
    def with_token(_dialect: Any, _record: Any, _arguments: Any, parameters: dict[str, Any]) -> None:
        parameters["password"] = rds.generate_db_auth_token(
            DBHostname=settings.database_host, Port=settings.database_port, DBUsername=settings.database_user
        )
