"""Deploys one stack from the assembly that `make synth` made; nothing is synthesised again."""

import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import toolchain
from settings.failure import ActionFailed
from workload.environment import Environment

ASSEMBLY = Path("cdk.out")
STACKS = {"data": "Data", "service": "Service"}
Part = Literal["data", "service"]
NONE: Mapping[str, str] = MappingProxyType({})


def deploy_stack(environment: Environment, part: Part, parameters: Mapping[str, str] = NONE) -> None:
    """Deploy one part of `environment` and wait until it is done, the shift of traffic included.

    parameters: of its template, by name.
    Raises ActionFailed: there is no assembly. Raises subprocess.CalledProcessError: the deployment failed, and was
    rolled back.
    """
    if not ASSEMBLY.is_dir():
        raise ActionFailed(f"{ASSEMBLY} is missing: run `make synth`, which makes the templates that are deployed.")
    subprocess.run(command(environment, part, parameters), check=True)  # noqa: S603 - arguments are ours


def command(environment: Environment, part: Part, parameters: Mapping[str, str] = NONE) -> list[str]:
    """The call of the CDK CLI, without a question to a person in it: the approval is a stage of the pipeline."""
    return [
        *toolchain.CDK,
        "deploy",
        f"{environment.name}/{STACKS[part]}",
        "--app",
        str(ASSEMBLY),
        *(word for name, value in parameters.items() for word in ("--parameters", f"{name}={value}")),
        "--exclusively",
        "--require-approval=never",
        "--no-notices",
        "--progress=events",
        "--ci",
    ]
