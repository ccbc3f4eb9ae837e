"""`python -m router weights`: shows the weights of an environment, and changes them without a deployment."""

import argparse
import copy
import json
import sys
from typing import Any, TextIO

from router.command_arguments import CommandError, changes_of
from router.operations import OPERATIONS
from router.parameter import VERSIONS_BACK, Parameter, ParameterError, Versioned, parameter_name
from router.repository import UnknownEnvironment, has_legacy, known_environment, project_name
from router.routes import RoutesError, read_routes
from router.weights_table import both_sides, print_change


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
        known_environment(given.environment)
    except ValueError as error:
        raise CommandError(str(error)) from None
    return name


def run(given: argparse.Namespace, parameter: Parameter, out: TextIO) -> int:
    """Prints the weights before and after. Returns the exit code: 0, or 1 when nothing was written."""
    try:
        legacy = has_legacy(known_environment(given.environment))
        _change(parameter, list(changes_of(given)), out, legacy=legacy, force=given.force)
    except (CommandError, UnknownEnvironment, RoutesError, ParameterError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


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
