"""Migrates the database: `python -m accounts.migrate`, once per release, before any request reaches it."""

import sys

from web import migrate
from web.settings import MigrationSettings

from accounts.schema import LOCATION, metadata

if __name__ == "__main__":
    sys.exit(migrate.main(MigrationSettings, location=LOCATION, metadata=metadata))
