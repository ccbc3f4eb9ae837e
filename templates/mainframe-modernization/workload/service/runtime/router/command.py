"""`python -m router weights`: shows the weights of an environment, and changes them without a deployment.

Sentences name the variables of `make weights`, which is what people type, and the option behind each.
"""

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
from router.repository import has_legacy, project_name
from router.routes import RoutesError, read_routes
from router.weights_table import both_sides, print_change

_SWITCH = {"on": True, "off": False}


class CommandError(Exception):
    """An argument is wrong; the message names it, with an example."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `weights`."""
    parser.add_argument("--environment", required=True, metavar="NAME", help="for example dev")
    parser.add_argument("--project", default="", metavar="NAME", help="without it: NAME of project.py in this folder")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="OPERATION=PERCENT",
        help="again for each operation, all of them with the same weight: --set inquiry=10 --set posting=10",
    )
    parser.add_argument(
        "--shadow", action="append", default=[], metavar="OPERATION=on|off", help="again for more; off ends a shadow"
    )
    parser.add_argument(
        "--force", action="store_true", help="also weights that differ, which only operations without common data may"
    )


def parameter_of(given: argparse.Namespace) -> str:
    """The name of the parameter. Raises CommandError."""
    project = given.project or project_name()
    if not project:
        raise CommandError(
            "There is no project.py with a NAME here: run this in the root of the repository, or name it with "
            "--project, for example --project accounts."
        )
    try:
        name = parameter_name(project, given.environment)
    except ValueError as error:
        raise CommandError(str(error)) from None
    _known(given.environment)
    return name


def _known(environment: str) -> str:
    """Its name in environments.py, that of SANDBOX for a developer's copy. Raises CommandError: no router reads that.

    Where there is no environments.py, any name may be right.
    """
    try:
        module = importlib.import_module("environments")
    except ImportError:
        return environment
    names = [each.name for each in module.ENVIRONMENTS]
    if environment in names:
        return environment
    if module.SANDBOX and environment.startswith(f"{module.SANDBOX.name}-"):
        return str(module.SANDBOX.name)
    more = [f"{module.SANDBOX.name}-<user>"] if module.SANDBOX else []
    raise CommandError(f'No environment is called "{environment}"; environments.py has {", ".join(names + more)}.')


def run(given: argparse.Namespace, parameter: Parameter, out: TextIO) -> int:
    """Prints the weights before and after. Returns the exit code: 0, or 1 when nothing was written."""
    try:
        legacy = has_legacy(_known(given.environment))
        _change(parameter, list(_changes(given)), out, legacy=legacy, force=given.force)
    except (CommandError, RoutesError, ParameterError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _changes(given: argparse.Namespace) -> Iterator[tuple[str, str, object]]:
    """Operation, member of its route, value. What is no number is left for `read_routes` to refuse."""
    for name, value in _pairs(given.set, 'SET="inquiry=10 posting=10" (--set inquiry=10 --set posting=10)'):
        yield name, "weight", int(value) if re.fullmatch(r"-?[0-9]{1,9}", value) else value
    for name, value in _pairs(given.shadow, 'SHADOW="inquiry=on" (--shadow inquiry=on)'):
        if value not in _SWITCH:
            raise CommandError(
                f"'{name}={value}': a shadow is on or off, for example SHADOW=\"{name}=off\" (--shadow {name}=off)."
            )
        yield name, "shadow", _SWITCH[value]


def _pairs(given: Iterable[str], example: str) -> Iterator[tuple[str, str]]:
    for each in given:
        name, equals, value = each.partition("=")
        if not (name and equals and value):
            raise CommandError(f"'{each}' is no operation and value, for example {example}.")
        yield name, value


def _change(
    parameter: Parameter, changes: list[tuple[str, str, object]], out: TextIO, *, legacy: bool, force: bool
) -> None:
    newest = parameter.read()
    holds = _readable(parameter, newest, out, legacy=legacy)
    before: dict[str, dict[str, Any]] = json.loads(holds.text) if holds else {}
    after = copy.deepcopy(before)
    for name, member, value in changes:
        after.setdefault(name, {})[member] = value
    text = json.dumps(after)
    read_routes(text, OPERATIONS, {}, legacy=legacy)
    print_change(before, after, out)
    wanted = [value for _, member, value in changes if member == "weight"]
    # Without a legacy system every weight is 100, said or not.
    if legacy and (problem := both_sides(after, *wanted[-1:])):
        # A shadow can be switched off whatever the weights are.
        if wanted and not force:
            raise CommandError(f"Nothing was written. {problem}")
        print(problem, file=out)
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


def _readable(parameter: Parameter, newest: Versioned | None, out: TextIO, *, legacy: bool) -> Versioned | None:
    """The newest document that the routers accept, which is the one that holds there."""
    if newest is None:
        print(f"There is no parameter {parameter.name} yet: the initial weights of environments.py hold.", file=out)
    document = newest
    for version in range(newest.version if newest else 0, 0, -1)[: VERSIONS_BACK + 1]:
        document = document if document and document.version == version else parameter.read(version)
        if document is None:
            continue
        try:
            read_routes(document.text, OPERATIONS, {}, legacy=legacy)
        except RoutesError as error:
            print(f"The routers refuse version {version} and keep the one before it. {error}", file=out)
        else:
            return document
    return None
