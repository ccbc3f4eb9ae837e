"""Deletes the two stacks of a sandbox: `python -m pipeline.actions.destroy_sandbox sandbox-ada`."""

import argparse
import sys
from collections.abc import Sequence

from botocore.exceptions import WaiterError

from environments import SANDBOX
from pipeline.actions.environments_by_name import find
from security.session import deploy_session
from settings.failure import ActionFailed, exit_code
from workload.names import stack_name


def destroy(name: str) -> None:
    """Delete the service, then the data of sandbox `name`. Stacks that do not exist are fine.

    Raises ActionFailed: `name` is no sandbox, or CloudFormation could not delete a stack.
    """
    if not name.startswith(f"{SANDBOX.name}-"):
        raise ActionFailed(f'"{name}" is no sandbox; only {SANDBOX.name}-<user> may be deleted, not an environment.')
    environment = find(name)
    cloudformation = deploy_session(environment).client("cloudformation")
    for stack in (stack_name(environment, "service"), stack_name(environment, "data")):
        cloudformation.delete_stack(StackName=stack)
        try:
            cloudformation.get_waiter("stack_delete_complete").wait(StackName=stack)
        except WaiterError:
            raise ActionFailed(f"Stack {stack} could not be deleted; its events in CloudFormation say why.") from None
        print(f"{stack} is deleted.")


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.actions.destroy_sandbox", description=__doc__)
    parser.add_argument("name")
    given = parser.parse_args(arguments)
    return exit_code(lambda: destroy(given.name))


if __name__ == "__main__":
    sys.exit(main())
