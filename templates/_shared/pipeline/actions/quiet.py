"""Refuses to begin a release while an environment is already in trouble: `python -m pipeline.actions.quiet ENV`."""

import sys

from pipeline.actions import stacks
from pipeline.actions.environments_by_name import find
from pipeline.actions.failure import ActionFailed, exit_code
from pipeline.actions.session import lookup_session
from workload.environment import Environment
from workload.names import stack_name


def require_quiet(environment: Environment) -> None:
    """Return when no health alarm of `environment` is in ALARM, or nothing is deployed there yet.

    Raises ActionFailed: an alarm is in ALARM; a release now could neither be judged nor rolled back by it.
    """
    session = lookup_session(environment)
    stack = stack_name(environment, "service")
    names = stacks.outputs(session.client("cloudformation"), stack).get("HealthAlarms")
    if names is None:
        print(f"{stack} does not exist yet: nothing can be in alarm.")
        return
    found = session.client("cloudwatch").describe_alarms(AlarmNames=names.split(","), StateValue="ALARM")
    ringing = [alarm["AlarmName"] for alarm in found["MetricAlarms"]]
    if ringing:
        raise ActionFailed(f"{environment.name} is in alarm: {', '.join(ringing)}. Solve that, then retry the stage.")


if __name__ == "__main__":
    sys.exit(exit_code(lambda: require_quiet(find(sys.argv[1]))))
