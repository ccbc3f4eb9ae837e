"""Deploys one part of an environment, from the assembly that `make synth` made and the image that was pushed.

After the data stack the database is migrated, and the version that still serves users has to work on the new schema.
"""

import subprocess
from pathlib import Path
from typing import Literal

import toolchain
from pipeline.actions import stacks
from pipeline.actions.failure import ActionFailed
from pipeline.actions.session import deploy_session
from workload import image
from workload.compatibility import previous_version_still_works, running_version_works
from workload.environment import Environment
from workload.migration import migrate
from workload.names import stack_name
from workload.released_image import PARAMETER

ASSEMBLY = Path("cdk.out")
STACKS = {"data": "Data", "service": "Service"}


def deploy(environment: Environment, part: Literal["data", "service"]) -> None:
    """Deploy one part of `environment` and wait until it is done, migration or shift of traffic included.

    Raises ActionFailed: there is no assembly or no image, the migration failed, or the version that serves users does
    not work on the new schema. Raises subprocess.CalledProcessError: the deployment failed, and was rolled back.
    """
    if not ASSEMBLY.is_dir():
        raise ActionFailed(f"{ASSEMBLY} is missing: run `make synth`, which makes the templates that are deployed.")
    subprocess.run(command(environment, part), check=True)  # noqa: S603 - arguments are ours
    if part == "data":
        session = deploy_session(environment)
        cloudformation = session.client("cloudformation")
        endpoint = stacks.outputs(cloudformation, stack_name(environment, "service")).get("Endpoint")
        worked = running_version_works(endpoint)
        migrate(session, stacks.outputs(cloudformation, stack_name(environment, "data")))
        if worked:
            previous_version_still_works(endpoint)


def command(environment: Environment, part: Literal["data", "service"]) -> list[str]:
    """The call of the CDK CLI, without a question to a person in it: the approval is a stage of the pipeline."""
    return [
        *toolchain.CDK,
        "deploy",
        f"{environment.name}/{STACKS[part]}",
        "--app",
        str(ASSEMBLY),
        "--parameters",
        f"{PARAMETER}={image.read().uri}",
        "--exclusively",
        "--require-approval=never",
        "--no-notices",
        "--progress=events",
        "--ci",
    ]
