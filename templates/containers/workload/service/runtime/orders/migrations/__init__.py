"""The history of the schema: one module per step in `versions/`, from old to new in one line.

A step only expands the schema: the version of the service that still runs while it is applied must go on working.
`tests/unit/service/expand_only.py` refuses what would break it. What is no longer used is removed one release later,
by a step that says `contract = "<revision>"`, the step after which the service stopped to use it.
"""

from alembic.config import Config
from alembic.script import ScriptDirectory


def config() -> Config:
    """Alembic's configuration, without a file."""
    made = Config()
    made.set_main_option("script_location", "orders:migrations")
    return made


def head() -> str:
    """The newest revision: the schema that this version of the code needs."""
    newest = ScriptDirectory.from_config(config()).get_current_head()
    assert newest is not None, "there is at least one migration"
    return newest
