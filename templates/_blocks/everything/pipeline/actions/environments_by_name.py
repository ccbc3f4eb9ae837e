"""From the name that a command line gives to the environment that `environments.py` describes."""

from dataclasses import replace

from environments import ENVIRONMENTS, SANDBOX
from settings.failure import ActionFailed
from workload.environment import Environment


def find(name: str) -> Environment:
    """The environment called `name`; `sandbox-<user>` is that developer's own copy of SANDBOX.

    Raises ActionFailed: nothing is called `name`. Raises ConfigurationError: `<user>` makes no valid name.
    """
    for environment in (*ENVIRONMENTS, SANDBOX):
        if environment.name == name:
            return environment
    if name.startswith(f"{SANDBOX.name}-"):
        return replace(SANDBOX, name=name)
    known = ", ".join(environment.name for environment in ENVIRONMENTS)
    raise ActionFailed(f'No environment is called "{name}"; environments.py has {known}, and {SANDBOX.name}-<user>.')
