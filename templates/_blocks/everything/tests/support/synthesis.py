"""What `make synth` writes, synthesised once for all tests; a synthesis takes seconds."""

import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import pytest

import app
from environments import ENVIRONMENTS, SANDBOX
from pipeline.synthesis import synthesised_by
from tests.support.remembered_synthesis import remembered, scratch_folder
from workload.environment import Environment

every_environment = pytest.mark.parametrize("environment", [*ENVIRONMENTS, SANDBOX], ids=lambda each: each.name)

Given = ParamSpec("Given")
Made = TypeVar("Made")
PROJECT = Path(__file__).parent.parent.parent
# The code alone stands for the package, so that no test needs to build it.
CODE = PROJECT / "workload" / "service" / "runtime"


def once(make: Callable[Given, Made]) -> Callable[Given, Made]:
    """As functools.cache, for errors too: hundreds of tests would each wait for one that cdk-nag finds."""

    @functools.cache
    def outcome(*args: Given.args, **kwargs: Given.kwargs) -> tuple[Made, None] | tuple[None, Exception]:
        try:
            return make(*args, **kwargs), None
        except Exception as error:
            return None, error

    @functools.wraps(make)
    def made(*args: Given.args, **kwargs: Given.kwargs) -> Made:
        result, error = outcome(*args, **kwargs)
        if error:
            # Else each test would print the places of all before it.
            raise error.with_traceback(None)
        return cast(Made, result)

    return made


@once
def synthesised() -> Path:
    """The folder of the cloud assembly, with SANDBOX in it; raises when cdk-nag finds something nobody accepted."""
    return remembered().assembly("app", synthesise)


def synthesise(*, validated: bool = False) -> Path:
    """As `synthesised`, now. validated: raises for what the rules of the CDK refuse, too."""
    folder = scratch_folder()
    context = {"package": str(CODE), "sandbox": SANDBOX.name}
    return synthesised_by(lambda: app.build(outdir=str(folder), context=context, validated=validated))


def synthesised_stage(assembly: Path, environment: Environment) -> Path:
    """The folder with the assembly of one environment in that of the app."""
    return assembly / f"assembly-{environment.name}"


def stacks(assembly: Path) -> dict[str, dict[str, Any]]:
    """The stacks of an assembly by name, each as its manifest describes it, with its `template`."""
    artifacts = json.loads((assembly / "manifest.json").read_text("utf-8"))["artifacts"].items()
    found = {id: each["properties"] for id, each in artifacts if each["type"] == "aws:cloudformation:stack"}
    for stack in found.values():
        stack["template"] = json.loads((assembly / stack["templateFile"]).read_text("utf-8"))
    return {stack.get("stackName", id): stack for id, stack in found.items()}
