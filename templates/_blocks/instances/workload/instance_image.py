"""The operating system of instances: Build looks it up once, so production gets the image that staging has run.

`python -m workload.instance_image` leaves in dist/instance_images.json what AWS names as the newest at that moment.
An image has one id in a region, whichever account starts it.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import boto3
from botocore.exceptions import ClientError

from environments import ENVIRONMENTS, SANDBOX
from settings.environment import DeploymentEnvironment
from settings.failure import ActionFailed, exit_code

# What the deployments read, beside dist/image.json.
ARTIFACT = Path("dist", "instance_images.json")
# The parameter of each template with instances.
PARAMETER = "InstanceImage"
ID = r"ami-[0-9a-f]{8,17}"


def look_up(environments: Iterable[DeploymentEnvironment], file: Path = ARTIFACT) -> None:
    """Write the newest image of each region into `file`. Raises ActionFailed: AWS names none."""
    found: dict[str, dict[str, str]] = {}
    for environment in environments:
        name, region = environment.instance_image, environment.region
        if not name or name in found.get(region, {}):
            continue
        value = _newest(name, region)
        if value is None:
            print(f"{name} in {region} may not be read yet: a deployment of this package to instances will be refused.")
            continue
        if not re.fullmatch(ID, value):
            raise ActionFailed(
                f"Parameter {name} in {region} is {value}, and no image of EC2, for example ami-0abc1234."
            )
        found.setdefault(region, {})[name] = value
        print(f"Instances in {region} run {value}, the newest of {name}.")
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(found, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def _newest(name: str, region: str) -> str | None:
    """What AWS names as the newest; None: this role may not ask.

    Build runs before the pipeline updates itself. If it failed, a pipeline from before would never get that right.
    """
    try:
        return str(boto3.client("ssm", region_name=region).get_parameter(Name=name)["Parameter"]["Value"])
    except ClientError as error:
        if error.response["Error"]["Code"] != "AccessDeniedException":
            raise
        return None


def parameters(environment: DeploymentEnvironment, file: Path = ARTIFACT) -> dict[str, str]:
    """What the template of the service gets; empty where no instance runs.

    Raises ActionFailed: nobody looked the image up.
    """
    if not environment.instance_image:
        return {}
    found = json.loads(file.read_text("utf-8")) if file.exists() else {}
    value = found.get(environment.region, {}).get(environment.instance_image, "")
    if not re.fullmatch(ID, value):
        raise ActionFailed(
            f"{file} names no image for the instances of {environment.name} in {environment.region}: `make package` "
            "looks it up where IMAGE_REPOSITORY names a repository of ECR; run it again."
        )
    return {PARAMETER: value}


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m workload.instance_image", description=__doc__)
    parser.add_argument("--sandbox", action="store_true", help="for the sandbox alone")
    given = parser.parse_args(arguments)
    return exit_code(lambda: look_up([SANDBOX] if given.sandbox else ENVIRONMENTS))


if __name__ == "__main__":
    sys.exit(main())
