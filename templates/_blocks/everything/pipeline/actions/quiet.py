"""Refuses to begin a release while an environment is already in trouble: `python -m pipeline.actions.quiet ENV`."""

import argparse
import sys
from collections.abc import Sequence

from monitoring import stacks
from pipeline.actions.environments_by_name import find
from pipeline.actions.health_alarms import AlarmWatch, alarm_names
from security.session import lookup_session
from settings.failure import exit_code
from workload.environment import Environment
from workload.names import stack_name


def require_quiet(environment: Environment) -> None:
    """Return when no health alarm of `environment` fires, or nothing is deployed there yet.

    Raises ActionFailed: an alarm fires; a release now could be neither judged nor rolled back by it.
    """
    session = lookup_session(environment)
    stack = stack_name(environment, "service")
    outputs = stacks.outputs(session.client("cloudformation"), stack)
    if not outputs:
        print(f"{stack} does not exist yet: nothing can be in alarm.")
        return
    AlarmWatch(session.client("cloudwatch"), alarm_names(outputs.get("HealthAlarms", ""))).bake(0)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.actions.quiet", description=__doc__)
    parser.add_argument("environment")
    given = parser.parse_args(arguments)
    return exit_code(lambda: require_quiet(find(given.environment)))


if __name__ == "__main__":
    sys.exit(main())
