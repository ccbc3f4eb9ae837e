"""A new step of the schema to fill in: `make migration NUMBER=0002 NAME="add a note"`."""

import ast
import sys
from pathlib import Path
from typing import Any

from alembic.script import ScriptDirectory

from settings.failure import ActionFailed, exit_code

PROJECT = Path(__file__).parent.parent
CODE = Path("workload") / "service" / "runtime"
# What a step starts from, unless its package has a script.py.mako of its own.
START = Path(__file__).with_name("step.py.mako")


class _Steps(ScriptDirectory):
    """Alembic looks for what a step starts from beside env.py only."""

    def _generate_template(self, src: Path, dest: Path, **values: Any) -> None:
        super()._generate_template(src if src.is_file() else START, dest, **values)


def new_migration(number: str, name: str, project: Path = PROJECT) -> None:
    """Write the file of the step beside those that are there, whatever their package is called.

    Raises ActionFailed: number or name is empty, there are no migrations or several, the number exists, the history
    is broken, or Alembic refuses the step. Then no file is left.
    """
    if not (number and name):
        raise ActionFailed('NUMBER and NAME are needed, for example: make migration NUMBER=0002 NAME="add a note"')
    folders = sorted(file.parent for file in (project / CODE).glob("*/migrations/env.py"))
    if len(folders) != 1:
        found = ", ".join(folder.parent.name for folder in folders) or "no package"
        raise ActionFailed(f"{CODE.as_posix()}: one package has a folder migrations/ with env.py, found: {found}")
    versions = folders[0] / "versions"
    _refuse(number, name, _history(versions, project))
    before = set(versions.glob("*.py"))
    try:
        _Steps(folders[0]).generate_revision(number, name)
    except BaseException as error:
        # Alembic reads the history once more after it wrote the file.
        for written in set(versions.glob("*.py")) - before:
            written.unlink()
        if isinstance(error, Exception):
            raise ActionFailed(f"No step was written: {error}") from error
        raise


def _history(versions: Path, project: Path) -> dict[str, str]:
    """The file of each revision.

    Raises ActionFailed: a file is no step, two files have one revision, or a step comes after one that is missing.
    """
    files: dict[str, str] = {}
    after: dict[str, str] = {}
    for path in sorted(versions.glob("[!_]*.py")):
        file, says = path.relative_to(project).as_posix(), _constants(path)
        if not isinstance(revision := says.get("revision"), str):
            raise ActionFailed(f'{file}: no step of the schema: it has no line such as revision = "0002"')
        if revision in files:
            raise ActionFailed(
                f"{file}: revision {revision!r} is the one of {files[revision]} too: give it a number of its own, for "
                f'example revision = "{_next(files)}"'
            )
        files[revision] = file
        if isinstance(before := says.get("down_revision"), str):
            after[revision] = before
    for revision, before in after.items():
        if before not in files:
            raise ActionFailed(
                f"{files[revision]}: down_revision {before!r} is no step in this folder, only {', '.join(files)} are: "
                "name the step before it"
            )
    return files


def _constants(path: Path) -> dict[str, object]:
    try:
        lines = ast.parse(path.read_text("utf-8")).body
    except SyntaxError as error:
        raise ActionFailed(f"{path.name}:{error.lineno}: {error.msg}") from error
    pairs = [(each.targets[0], each.value) for each in lines if isinstance(each, ast.Assign)]
    pairs += [(each.target, each.value) for each in lines if isinstance(each, ast.AnnAssign) and each.value]
    return {
        target.id: value.value
        for target, value in pairs
        if isinstance(target, ast.Name) and isinstance(value, ast.Constant)
    }


def _refuse(number: str, name: str, files: dict[str, str]) -> None:
    if number in files:
        raise ActionFailed(
            f"NUMBER={number}: {files[number]} has this number, and each step has its own, for example: "
            f'make migration NUMBER={_next(files)} NAME="{name}"'
        )


def _next(files: dict[str, str]) -> str:
    """The number after the highest one."""
    return f"{max((int(each) for each in files if each.isdecimal()), default=0) + 1:04}"


if __name__ == "__main__":
    given = [*sys.argv[1:], "", ""]
    sys.exit(exit_code(lambda: new_migration(given[0], given[1])))
