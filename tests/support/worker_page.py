"""The lines that the page of the worker tells its reader to write, as changes of the files that it names."""

import re
import textwrap
from collections.abc import Mapping

import container_worker_page
from exports import ROOT

from golden_paths.recipes.changes import Change

PAGE = ROOT / "recipes/worker/README.md"
RESOURCES, TEMPLATE = "extensions/resources.py", "workload/service/template.yaml"
VARIABLE = "          IDEMPOTENCY_TABLE_NAME: !Ref IdempotencyTable\n"
STATEMENT = "              - &traces {"


def api_sends(answers: Mapping[str, str]) -> tuple[Change, ...]:
    """What lets the API of a repository with these answers send to the queue of parcels."""
    if answers["architecture"] == "containers":
        return container_worker_page.changes()
    if answers["infrastructure"] == "cdk":
        imported, lines, _send = _blocks("python")
        alarms = "    alarms += parcels_worker.alarms\n"
        return Change(RESOURCES, "import", imported), Change(RESOURCES, "after", _deep(lines, 4), alarms)
    variable, statement = _blocks("yaml")
    return (
        Change(TEMPLATE, "after", _deep(variable, 10), VARIABLE),
        Change(TEMPLATE, "before", _deep(statement, 14), STATEMENT),
    )


def sender(answers: Mapping[str, str]) -> tuple[str, str]:
    """The file of the API that sends, and what it holds."""
    if answers["architecture"] == "containers":
        return container_worker_page.sender()
    [file] = re.findall(r"for example in `([^`]+)`:", PAGE.read_text("utf-8"))
    return file, _blocks("python")[-1]


def _deep(lines: str, spaces: int) -> str:
    return textwrap.indent(lines, spaces * " ")


def _blocks(language: str) -> list[str]:
    found = re.findall(rf"^ *```{language}\n(.*?)^ *```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [textwrap.dedent(each) for each in found]
