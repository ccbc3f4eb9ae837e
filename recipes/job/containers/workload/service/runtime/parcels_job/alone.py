"""One run at a time: the database knows whether another one still lives, and forgets it when its task has ended."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, text

LOCK = text("SELECT pg_try_advisory_lock(hashtext('parcels_job'))")


@contextmanager
def alone(engine: Engine) -> Iterator[bool]:
    """Whether no other run is under way; until the context ends no other one begins. Takes a connection of its own."""
    # Outside of a transaction, which PostgreSQL would end as an idle one.
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        try:
            yield connection.execute(LOCK).scalar_one()
        finally:
            # Closed and not given back: with the connection the lock goes.
            connection.invalidate()
