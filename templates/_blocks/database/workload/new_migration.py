"""A new step of the schema to fill in: `make migration NUMBER=0002 NAME="add a note"`."""

import sys
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError

from settings.failure import ActionFailed, exit_code

PROJECT = Path(__file__).parent.parent
CODE = Path("workload") / "service" / "runtime"


def new_migration(number: str, name: str, project: Path = PROJECT) -> None:
    """Write the file of the step beside those that are there, whatever their package is called.

    Raises ActionFailed: number or name is empty, there are no migrations or several, or Alembic refuses the step.
    """
    if not (number and name):
        raise ActionFailed('NUMBER and NAME are needed, for example: make migration NUMBER=0002 NAME="add a note"')
    folders = sorted(file.parent for file in (project / CODE).glob("*/migrations/env.py"))
    if len(folders) != 1:
        found = ", ".join(folder.parent.name for folder in folders) or "no package"
        raise ActionFailed(f"{CODE.as_posix()}: one package has a folder migrations/ with env.py, found: {found}")
    config = Config()
    config.set_main_option("script_location", str(folders[0]))
    try:
        command.revision(config, message=name, rev_id=number)
    except CommandError as error:
        raise ActionFailed(f"No step was written: {error}") from error


if __name__ == "__main__":
    given = [*sys.argv[1:], "", ""]
    sys.exit(exit_code(lambda: new_migration(given[0], given[1])))
