"""The lines that the page of a field tells its reader to write, brought into a repository of containers."""

import re
import textwrap
from pathlib import Path

import tools
from exports import ROOT

from golden_paths.recipes.changes import Change, changed

PAGE = ROOT / "recipes/field/containers.md"
CODE = "workload/service/runtime/orders"
PLACED_AT = '    Column("placed_at", DateTime(timezone=True), nullable=False),\n'
CURRENCY = 'Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO 4217 code", examples=["EUR"])]\n'
# The last fields of NewOrder and of Order.
LAST = (
    "    lines: Annotated[list[NewOrderLine], Field(min_length=1, max_length=MAX_LINES)]\n",
    '    placed_at: Annotated[datetime, Field(description="Time of placing, UTC")]\n',
)


def add_the_field(repository: Path) -> None:
    """Do what the page says, up to its `make openapi`."""
    column, upgrade, downgrade, kind, field, test = _blocks("python")
    for change in (
        Change(f"{CODE}/schema.py", "after", textwrap.indent(column, 4 * " "), PLACED_AT),
        Change(f"{CODE}/models.py", "after", kind, CURRENCY),
        *(Change(f"{CODE}/models.py", "after", textwrap.indent(field, 4 * " "), last) for last in LAST),
    ):
        file = repository / change.file
        file.write_text(changed(file.read_text("utf-8"), change), "utf-8")
    _write_the_step(repository, upgrade, downgrade)
    [path] = re.findall(r"for example `(tests/[^`]+)`", PAGE.read_text("utf-8"))
    (repository / path).write_text(test, "utf-8")
    _run(repository, "-m", "workload.openapi")


def _write_the_step(repository: Path, upgrade: str, downgrade: str) -> None:
    [(number, name)] = re.findall(r'make migration NUMBER=(\S+) NAME="([^"]+)"', PAGE.read_text("utf-8"))
    _run(repository, "-m", "workload.new_migration", number, name)
    [step] = (repository / CODE / "migrations/versions").glob(f"{number}*.py")
    lines = iter([upgrade, downgrade])
    step.write_text(re.sub(r"raise NotImplementedError.*\n", lambda _: next(lines), step.read_text("utf-8")), "utf-8")


def _run(repository: Path, *command: str) -> None:
    done = tools.run(repository, *command)
    assert done.returncode == 0, done.stdout


def _blocks(language: str) -> list[str]:
    found = re.findall(rf"^ *```{language}\n(.*?)^ *```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [textwrap.dedent(each) for each in found]
