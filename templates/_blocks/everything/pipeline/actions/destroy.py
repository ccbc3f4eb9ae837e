"""Deletes an environment with its data: `python -m pipeline.actions.destroy staging --confirm orders-staging`.

With the credentials of whoever runs it: the bootstrap roles refuse people. A sandbox needs no confirmation.
"""

import argparse
import sys
from collections.abc import Sequence
from typing import Any

from botocore.exceptions import WaiterError

from environments import ENVIRONMENTS, SANDBOX
from monitoring import stacks
from pipeline.actions.environments_by_name import find
from pipeline.actions.left_behind import left_behind
from security.session import account, deploy_session, own_session
from settings.failure import ActionFailed, exit_code
from workload.environment import Environment
from workload.names import deployment_name, stack_name

# The waiter of boto3 gives up after an hour, and network interfaces of functions alone may take as long.
POLL_SECONDS = 15
LONGEST_HOURS = 24


def destroy(name: str, *, confirmed: str = "") -> None:
    """Delete the service, then the data of `name`, and print what they leave behind. A stack that is gone is fine.

    confirmed: the deployment name of an environment, `orders-staging`, to say that it is meant.
    Raises ActionFailed: nobody confirmed it, its data or a stack of it is protected, there is nothing to delete, the
    credentials are of another account, or CloudFormation could not delete a stack.
    """
    environment = find(name)
    sandbox = name.startswith(f"{SANDBOX.name}-") and environment not in ENVIRONMENTS
    if not sandbox and confirmed != deployment_name(environment):
        raise ActionFailed(
            f"{name} is an environment, and this deletes it with its data. If that is meant: "
            f"make destroy ENVIRONMENT={name} CONFIRM={deployment_name(environment)}"
        )
    if environment.protect_data:
        raise ActionFailed(
            f"{name} protects its data, so nothing was deleted. If the data may go, copy what you need, write "
            f"protect_data=False for {name} in environments.py and deploy that, which takes the protection off; "
            "then run this again."
        )
    session = (deploy_session if sandbox else own_session)(environment)
    cloudformation = session.client("cloudformation")
    for stack in _deletable(cloudformation, environment):
        _delete(cloudformation, stack["StackName"], stack["StackId"], environment.region)
    if not sandbox:
        print(f"A run of the pipeline deploys {name} again, as long as environments.py has it: docs/way-out.md.")


def _deletable(cloudformation: Any, environment: Environment) -> list[dict[str, Any]]:
    """The stacks that exist, in the order in which they go. All are looked at before the first goes."""
    names = [stack_name(environment, "service"), stack_name(environment, "data")]
    found = [stack for name in names if (stack := stacks.describe(cloudformation, name))]
    if not found:
        raise ActionFailed(
            f"Neither {' nor '.join(names)} is in account {account(environment)}, region {environment.region}; "
            "if they live elsewhere, sign in there."
        )
    for stack in found:
        if stack.get("EnableTerminationProtection"):
            raise ActionFailed(
                f"{stack['StackName']} is still protected, so nothing was deleted: deploy {environment.name} with "
                "protect_data=False first. If no deployment works any more, take the protection off by hand; what the "
                "stack retains then stays behind: aws cloudformation update-termination-protection "
                f"--stack-name {stack['StackName']} --no-enable-termination-protection --region {environment.region}"
            )
    return found


def _delete(cloudformation: Any, stack: str, id: str, region: str) -> None:
    before = stacks.latest_event(cloudformation, stack)
    print(f"{stack} is being deleted ({id}).", flush=True)
    cloudformation.delete_stack(StackName=stack)
    try:
        # By its id, since a stack that is gone has no name any more.
        cloudformation.get_waiter("stack_delete_complete").wait(
            StackName=id, WaiterConfig={"Delay": POLL_SECONDS, "MaxAttempts": LONGEST_HOURS * 3600 // POLL_SECONDS}
        )
    except WaiterError as error:
        if (stacks.describe(cloudformation, id) or {}).get("StackStatus") == "DELETE_IN_PROGRESS":
            raise ActionFailed(
                f"{stack} is still being deleted, and nobody waits for it any more ({error}). Run this again."
            ) from None
        reasons = stacks.failures_since(cloudformation, stack, before) or ["its events in CloudFormation say why"]
        raise ActionFailed("\n".join([f"{stack} could not be deleted:", *(f"- {each}" for each in reasons)])) from None
    print(f"{stack} is deleted.")
    for line in left_behind(cloudformation, id, region=region):
        print(line)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.actions.destroy", description=__doc__)
    parser.add_argument("name", help=f"an environment, or {SANDBOX.name}-<user>")
    parser.add_argument("--confirm", default="", metavar="NAME", help="of an environment: orders-staging")
    given = parser.parse_args(arguments)
    return exit_code(lambda: destroy(given.name, confirmed=given.confirm))


if __name__ == "__main__":
    sys.exit(main())
