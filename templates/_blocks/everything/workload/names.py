"""The names that people and CodeDeploy read. All others are left to CloudFormation."""

import hashlib
from typing import Literal, get_args

from project import NAME
from workload.environment import Environment

# The longest name that Lambda allows.
LONGEST_FUNCTION_NAME = 64
# Of an environment; each is a stack.
Part = Literal["data", "service"]
PARTS: tuple[Part, ...] = get_args(Part)


def deployment_name(environment: Environment) -> str:
    """What stacks, dashboard and alarms of one environment begin with, for example `orders-prod`."""
    return f"{NAME}-{environment.name}"


def stack_name(environment: Environment, part: Part) -> str:
    """The CloudFormation stack of one part of an environment, for example `orders-prod-data`."""
    return f"{deployment_name(environment)}-{part}"


def hook_name(environment: Environment, hook: Literal["pre", "post", "scaling"]) -> str:
    """The function that CodeDeploy calls before or after it shifts traffic, or before it makes new tasks.

    The roles that CodeDeploy gets from AWS may only call functions whose name starts with `CodeDeployHook_`.
    A name that is too long keeps its beginning and gets a digest of the whole, so that two long names never meet.
    """
    prefix, middle, suffix = "CodeDeployHook_", deployment_name(environment), f"-{hook}"
    room = LONGEST_FUNCTION_NAME - len(prefix) - len(suffix)
    if len(middle) > room:
        digest = hashlib.sha256(middle.encode()).hexdigest()[:7]
        middle = f"{middle[: room - len(digest) - 1]}-{digest}"
    return prefix + middle + suffix
