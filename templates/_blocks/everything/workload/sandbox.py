"""A developer's own copy of the service: only there CloudFormation may be quick instead of sure."""

from environments import ENVIRONMENTS, SANDBOX
from workload.environment import Environment
from workload.names import Part


def is_sandbox(environment: Environment) -> bool:
    """Whether it is `sandbox` or `sandbox-<user>`, and nothing of `environments.py` has this name."""
    named = environment.name == SANDBOX.name or environment.name.startswith(f"{SANDBOX.name}-")
    return named and environment.name not in {each.name for each in ENVIRONMENTS}


def is_express(environment: Environment, part: Part) -> bool:
    """Whether CloudFormation calls the stack done before its resources are ready (express mode).

    Never in an environment, where alarms, hooks and suites judge what is deployed. Nor for data, which a migration and
    the service need ready.
    """
    return part == "service" and is_sandbox(environment)
