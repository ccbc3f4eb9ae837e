"""What a task definition hands to its containers is what their programs read, and every program is in the image."""

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from environments import ENVIRONMENTS
from tests.support.cloudformation import references, resources
from tests.support.programs import command_of, imports_of_nothing, program, settings_in_reach_of, settings_of
from tests.support.synthesis import PROJECT, every_environment
from tests.support.tasks import containers, variables
from tests.support.workload_templates import deployed
from workload.environment import Environment

IN_TEMPLATE = "`variables` or `secrets` of its add_container (workload/service/tasks.py for the service)"


def started(environment: Environment, *, alone: bool = False) -> Iterator[tuple[str, dict[str, Any], Path]]:
    """The containers that run a program of ours, each with its name and the file of the program.

    alone: without those that a state machine starts, which get more variables at each run.
    """
    for part, template in deployed(environment).items():
        machines = references([*resources(template, "AWS::StepFunctions::StateMachine").values()]) if alone else set()
        for where, container in containers(template).items():
            if where.rpartition(" ")[2] in machines:
                continue
            if container["Image"] == {"Ref": "Image"} and (file := program(command_of(container))):
                yield f"{where} ({part} stack)", container, file


@every_environment
def test_every_command_of_a_task_starts_a_program_that_the_image_holds(environment: Environment) -> None:
    assert list(started(environment)), "no task runs a program of workload/service/runtime"


def test_every_program_imports_what_is_there() -> None:
    files = {file for environment in ENVIRONMENTS for _, _, file in started(environment)}
    assert not (missing := sorted({each for file in files for each in imports_of_nothing(file)})), "\n".join(missing)


@every_environment
def test_every_program_gets_the_variables_that_its_settings_need(environment: Environment) -> None:
    assert list(started(environment, alone=True))
    for where, container, file in started(environment, alone=True):
        for settings in settings_of(file):
            try:
                settings.load(variables(container))
            except Exception as error:
                pytest.fail(f"{where} would end at its start: {error}. Edit {IN_TEMPLATE}, or {file_names([settings])}")


@every_environment
def test_no_variable_is_handed_over_that_nobody_reads(environment: Environment) -> None:
    programs = [
        (where, variables(container), settings_in_reach_of(file)) for where, container, file in started(environment)
    ]
    # Every task has these, whether its program reads them or not.
    shared = set.intersection(*(set(handed) for _, handed, _ in programs))
    for where, handed, settings in programs:
        if read := {
            field.alias or name for each in settings for name, field in getattr(each, "model_fields", {}).items()
        }:
            unread = set(handed) - read - shared
            assert not unread, (
                f"{where}: no setting of {file_names(settings)} reads {', '.join(sorted(unread))}. "
                f"Add a field there, or take it out of {IN_TEMPLATE}"
            )


def file_names(settings: list[Any]) -> str:
    files = {Path(inspect.getfile(each)) for each in settings}
    return ", ".join(sorted(file.relative_to(PROJECT).as_posix() for file in files))
