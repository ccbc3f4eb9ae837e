"""`python -m router weights`: shows the weights of an environment, and changes them without a deployment."""

import argparse
import copy
import importlib
import json
import re
import sys
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from router.operations import OPERATIONS
from router.parameter import VERSIONS_BACK, Parameter, ParameterError, Versioned, parameter_name
from router.routes import RoutesError, read_routes
from router.weights_table import print_change, tell_difference

_SWITCH = {"on": True, "off": False}


class CommandError(Exception):
    """An argument is wrong; the message names it, with an example."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `weights`."""
    parser.add_argument("--environment", required=True, metavar="NAME", help="for example dev")
    parser.add_argument("--project", default="", metavar="NAME", help="without it: NAME of project.py in this folder")
    parser.add_argument(
        "--set", action="append", default=[], metavar="OPERATION=PERCENT", help="inquiry=10; may repeat"
    )
    parser.add_argument("--shadow", action="append", default=[], metavar="OPERATION=on|off", help="may repeat")


def parameter_of(given: argparse.Namespace) -> str:
    """The name of the parameter. Raises CommandError."""
    project = given.project
    if not project:
        try:
            project = importlib.import_module("project").NAME
        except (ImportError, AttributeError):
            raise CommandError(
                "There is no project.py with a NAME here: run this in the root of the repository, or name it with "
                "--project, for example --project accounts."
            ) from None
    try:
        return parameter_name(project, given.environment)
    except ValueError as error:
        raise CommandError(str(error)) from None


def run(given: argparse.Namespace, parameter: Parameter, out: TextIO) -> int:
    """Prints the weights before and after. Returns the exit code: 0, or 1 when nothing was written."""
    try:
        _change(parameter, list(_changes(given)), out)
    except (CommandError, RoutesError, ParameterError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _changes(given: argparse.Namespace) -> Iterator[tuple[str, str, object]]:
    """Operation, member of its route, value. What is no number is left for `read_routes` to refuse."""
    for name, value in _pairs(given.set, "--set inquiry=10"):
        yield name, "weight", int(value) if re.fullmatch(r"-?[0-9]{1,9}", value) else value
    for name, value in _pairs(given.shadow, "--shadow inquiry=on"):
        if value not in _SWITCH:
            raise CommandError(f"'{name}={value}': a shadow is on or off, for example --shadow {name}=on.")
        yield name, "shadow", _SWITCH[value]


def _pairs(given: Iterable[str], example: str) -> Iterator[tuple[str, str]]:
    for each in given:
        name, equals, value = each.partition("=")
        if not (name and equals and value):
            raise CommandError(f"'{each}' is no operation and value, for example {example}.")
        yield name, value


def _change(parameter: Parameter, changes: list[tuple[str, str, object]], out: TextIO) -> None:
    newest = parameter.read()
    holds = _readable(parameter, newest, out)
    before: dict[str, dict[str, Any]] = json.loads(holds.text) if holds else {}
    after = copy.deepcopy(before)
    for name, member, value in changes:
        after.setdefault(name, {})[member] = value
    text = json.dumps(after)
    read_routes(text, OPERATIONS, {})
    print_change(before, after, out)
    tell_difference(after, out)
    if not changes:
        return
    if after == before and holds == newest and newest is not None:
        print("Nothing changes, nothing was written.", file=out)
        return
    written = parameter.write(text)
    print(f"Version {written} of {parameter.name} is written; the routers take it at their next look.", file=out)
    expected = newest.version + 1 if newest else 1
    if written != expected:
        print(
            f"Somebody else wrote version {written - 1} meanwhile, which this one replaces: compare the two with "
            f"`aws ssm get-parameter-history --name {parameter.name}`.",
            file=out,
        )


def _readable(parameter: Parameter, newest: Versioned | None, out: TextIO) -> Versioned | None:
    """The newest document that the routers accept, which is the one that holds there."""
    if newest is None:
        print(f"There is no parameter {parameter.name} yet: the initial weights of environments.py hold.", file=out)
    document = newest
    for version in range(newest.version if newest else 0, 0, -1)[: VERSIONS_BACK + 1]:
        document = document if document and document.version == version else parameter.read(version)
        if document is None:
            continue
        try:
            read_routes(document.text, OPERATIONS, {})
        except RoutesError as error:
            print(f"The routers refuse version {version} and keep the one before it. {error}", file=out)
        else:
            return document
    return None
