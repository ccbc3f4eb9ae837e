"""Refuses to begin a release in a freeze, or while an alarm fires: `python -m pipeline.actions.quiet ENV`.

It stands in a stage of its own before those that change anything. A rollback runs only the stage that failed again, so
in a freeze too nothing keeps the version before from coming back.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from monitoring import stacks
from pipeline.actions.environments_by_name import find
from pipeline.actions.health_alarms import AlarmWatch, alarm_names
from security.patience import patiently
from security.session import lookup_session
from settings.environment import DeploymentEnvironment
from settings.failure import ActionFailed, exit_code
from settings.freeze import refusal
from workload.environment import Environment
from workload.names import stack_name


def require_no_freeze(environment: DeploymentEnvironment, *, now: datetime) -> None:
    """Return when a release may begin on the day of `now`, which is aware.

    Raises ActionFailed: the environment is frozen. ConfigurationError: this machine does not know the time zone.
    """
    frozen = refusal(environment.freezes, time_zone=environment.time_zone, now=now)
    if frozen:
        raise ActionFailed(f"{environment.name} is {frozen}. Then retry this stage; nothing has changed yet.")


def require_quiet(environment: Environment) -> None:
    """Return when no health alarm of `environment` fires, or nothing is deployed there yet.

    Raises ActionFailed: an alarm fires; a release now could be neither judged nor rolled back by it.
    """
    session = lookup_session(environment)
    stack = stack_name(environment, "service")
    cloudformation = session.client("cloudformation")
    outputs = patiently(lambda: stacks.outputs(cloudformation, stack))
    if not outputs:
        print(f"{stack} does not exist yet: nothing can be in alarm.")
        return
    AlarmWatch(session.client("cloudwatch"), alarm_names(outputs.get("HealthAlarms", ""))).bake(0)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.actions.quiet", description=__doc__)
    parser.add_argument("environment")
    given = parser.parse_args(arguments)

    def look() -> None:
        environment = find(given.environment)
        # The daily run releases nothing, and comes here all the same where a window is all that the stage waits for.
        if os.environ.get("RELEASE") != "false":
            require_no_freeze(environment, now=datetime.now(UTC))
        require_quiet(environment)

    return exit_code(look)


if __name__ == "__main__":
    sys.exit(main())
