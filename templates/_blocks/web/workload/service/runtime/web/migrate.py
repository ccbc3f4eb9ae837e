"""Brings the schema to what this version needs, once, before any request reaches it.

Only goes forward. A database that a newer version has already migrated is left as it is: that is what a rollback
meets, and the newer schema still serves this version (see `web.migrations`).
"""

import os
import sys
import time

from alembic import command
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, MetaData, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from web import database, observability
from web.grants import grant
from web.migrations import config, schema_history
from web.observability import logger
from web.settings import MigrationSettings, SettingsError

# Any number will do, as long as nothing else in this database locks it.
LOCK = 7_236_528
WAIT_FOR_OTHER_MIGRATION_SECONDS = 300
ASK_AGAIN_SECONDS = 0.2
# A step that waits for a lock makes every request behind it wait: better that it gives up, and is run again.
WAIT_FOR_TABLE = "5s"
SESSION = {"timezone": "UTC"}


class MigrationRefused(Exception):
    """The schema is not one that this image may change; the message says why and what to do."""


def migrate(connection: Connection, *, location: str, metadata: MetaData, application_user: str) -> str:
    """Upgrade the schema and grant the service its rights; returns what was done, in a sentence.

    location: of the migrations, as Alembic names it (`package:folder`). metadata: the tables that the service uses.
    Two at once are safe: the second one waits, and finds nothing to do.
    """
    _wait_for_other_migration(connection)
    connection.execute(text(f"SET lock_timeout = '{WAIT_FOR_TABLE}'"))
    connection.commit()
    scripts = ScriptDirectory.from_config(config(location))
    head = scripts.get_current_head()
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in {script.revision for script in scripts.walk_revisions()}:
        done = _ahead(connection, current, head)
    else:
        connection.commit()
        if current is not None:
            _refuse_what_the_running_version_uses(scripts, current)
        upgrading = config(location)
        upgrading.attributes["connection"] = connection
        command.upgrade(upgrading, "head")
        done = f"The schema is at revision {head}" + (" already" if current == head else f", it was at {current}")
    grant(connection, application_user, metadata)
    connection.commit()
    return done


def _wait_for_other_migration(connection: Connection) -> None:
    """Take the lock of migrations. Asks again and again, because CREATE INDEX CONCURRENTLY of the other one waits for
    every open transaction, and a transaction that waits for the lock is one: neither would end.
    """
    last, said = time.monotonic() + WAIT_FOR_OTHER_MIGRATION_SECONDS, False
    while True:
        taken = connection.execute(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": LOCK}).scalar_one()
        connection.rollback()
        if taken:
            return
        if time.monotonic() >= last:
            raise MigrationRefused(
                f"Another migration of this database has not ended within {WAIT_FOR_OTHER_MIGRATION_SECONDS} seconds, "
                "and nothing was changed: see its log, and run this one again when it has ended"
            )
        if not said:
            logger.info("Another migration of this database runs: waiting until it has ended")
            said = True
        time.sleep(ASK_AGAIN_SECONDS)


def _ahead(connection: Connection, current: str, head: str | None) -> str:
    """A revision that this image does not know: fine if the database once had the newest one that it knows."""
    known = select(schema_history.c.revision).where(schema_history.c.revision == head)
    if inspect(connection).has_table(schema_history.name) and connection.execute(known).first() is not None:
        return f"The schema is at revision {current}, which is newer than {head} of this image: nothing to do"
    raise MigrationRefused(
        f"The schema is at revision {current}, which this image does not know, and it never had revision {head} of "
        "this image: deploy the version that made it, or one that is built on it"
    )


def _refuse_what_the_running_version_uses(scripts: ScriptDirectory, current: str) -> None:
    """A step may remove what the step that it names made superfluous, once a version runs that knows that step."""
    missing = list(scripts.iterate_revisions("head", current))
    for step in missing:
        superfluous_since = getattr(step.module, "contract", None)
        if superfluous_since in {script.revision for script in missing}:
            raise MigrationRefused(
                f"Revision {step.revision} removes what revision {superfluous_since} made superfluous, and this "
                "release brings both, while the version that runs still uses it: release without the removal first"
            )


def main(settings_of: type[MigrationSettings], *, location: str, metadata: MetaData) -> int:
    """The exit code of the one-off task: 0 when the service can run on this database.

    settings_of: reads the environment variables of the task. location, metadata: as for `migrate`.
    """
    try:
        settings = settings_of.load(os.environ)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    observability.configure(settings, metrics_namespace=settings.service_name)
    engine = database.connect(settings, session=SESSION, pool_size=1)
    try:
        with engine.connect() as connection:
            user = settings.application_user
            logger.info(migrate(connection, location=location, metadata=metadata, application_user=user))
    except MigrationRefused as error:
        logger.error(str(error))
        return 1
    except (SQLAlchemyError, CommandError):
        logger.exception("The migration failed: the step that failed was undone, those before it stay")
        return 1
    finally:
        engine.dispose()
    return 0
