"""The lines that the pages of a field tell their reader to write, brought into a repository."""

import re
import textwrap
from pathlib import Path

import tools
from exports import ROOT

from golden_paths.recipes.changes import Change, changed

PAGES = ROOT / "recipes/field"
CODE = "workload/service/runtime/orders"
PLACED_AT = '    Column("placed_at", DateTime(timezone=True), nullable=False),\n'
CURRENCY = 'Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO 4217 code", examples=["EUR"])]\n'
# The last fields of NewOrder and of Order.
LAST = (
    "    lines: Annotated[list[NewOrderLine], Field(min_length=1, max_length=MAX_LINES)]\n",
    '    placed_at: Annotated[datetime, Field(description="Time of placing, UTC")]\n',
)


def add_the_field(repository: Path) -> None:
    """Do what the page for containers says, up to its `make openapi`."""
    page = (PAGES / "containers.md").read_text("utf-8")
    column, upgrade, downgrade, kind, field, test = _blocks(page)
    _change(repository, Change(f"{CODE}/schema.py", "after", textwrap.indent(column, 4 * " "), PLACED_AT))
    _write_the_step(repository, page, upgrade, downgrade)
    _write_models_and_test(repository, page, kind, field, test)


def add_the_field_to_dynamodb(repository: Path) -> None:
    """Do what the page for serverless says, up to its `make openapi`."""
    page = (PAGES / "serverless.md").read_text("utf-8")
    _write_models_and_test(repository, page, *_blocks(page))


def _write_models_and_test(repository: Path, page: str, kind: str, field: str, test: str) -> None:
    _change(repository, Change(f"{CODE}/models.py", "after", kind, CURRENCY))
    for last in LAST:
        _change(repository, Change(f"{CODE}/models.py", "after", textwrap.indent(field, 4 * " "), last))
    [path] = re.findall(r"for example `(tests/[^`]+)`", page)
    (repository / path).write_text(test, "utf-8")
    _run(repository, "-m", "workload.openapi")


def _change(repository: Path, change: Change) -> None:
    file = repository / change.file
    file.write_text(changed(file.read_text("utf-8"), change), "utf-8")


def _write_the_step(repository: Path, page: str, upgrade: str, downgrade: str) -> None:
    [(number, name)] = re.findall(r'make migration NUMBER=(\S+) NAME="([^"]+)"', page)
    _run(repository, "-m", "workload.new_migration", number, name)
    [step] = (repository / CODE / "migrations/versions").glob(f"{number}*.py")
    lines = iter([upgrade, downgrade])
    step.write_text(re.sub(r"raise NotImplementedError.*\n", lambda _: next(lines), step.read_text("utf-8")), "utf-8")


def _run(repository: Path, *command: str) -> None:
    done = tools.run(repository, *command)
    assert done.returncode == 0, done.stdout


def _blocks(page: str) -> list[str]:
    found = re.findall(r"^ *```python\n(.*?)^ *```", page, re.MULTILINE | re.DOTALL)
    return [textwrap.dedent(each) for each in found]
