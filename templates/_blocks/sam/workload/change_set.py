"""Creates or updates a stack by a change set, with a client whose credentials outlive the shift of traffic."""

import subprocess
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import WaiterError

from monitoring import change_sets, refusals, stacks
from workload.environment import Environment
from workload.names import Part
from workload.planned import Examine
from workload.sandbox import is_express

POLL_SECONDS = 10
# CloudFormation goes back after a failure all the same: otherwise it would refuse every replacement.
EXPRESS = {"Mode": "EXPRESS", "DisableRollback": False}


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a stack shall become.

    template: `{"TemplateBody": …}` or `{"TemplateURL": …}`. role: with it CloudFormation makes the resources.
    environment, part: whose stack it is. Where the environment protects its data, the stack refuses to be deleted.
    """

    stack: str
    template: Mapping[str, str]
    parameters: Mapping[str, str]
    tags: Mapping[str, str]
    role: str
    environment: Environment
    part: Part


def apply(cloudformation: Any, change: Change, examine: Examine) -> None:
    """Bring the stack to what `change` says, and wait for it; when nothing changes, that is a success.

    Raises ActionFailed: CloudFormation refused the change set, or `examine` did not let it be executed. Raises
    subprocess.CalledProcessError: the change failed and was rolled back.
    """
    found = stacks.describe(cloudformation, change.stack)
    creates = found is None or found["StackStatus"] == "REVIEW_IN_PROGRESS"
    name = f"release-{uuid.uuid4()}"
    cloudformation.create_change_set(
        StackName=change.stack,
        ChangeSetName=name,
        ChangeSetType="CREATE" if creates else "UPDATE",
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in change.parameters.items()],
        Tags=[{"Key": key, "Value": value} for key, value in change.tags.items()],
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        RoleARN=change.role,
        IncludeNestedStacks=True,
        **({"DeploymentConfig": EXPRESS} if is_express(change.environment, change.part) else {}),
        **change.template,
    )
    minutes = change.environment.time_out_minutes()
    if _is_empty(cloudformation, change.stack, name, minutes):
        cloudformation.delete_change_set(StackName=change.stack, ChangeSetName=name)
        print(f"{change.stack}: nothing changes.")
    else:
        examine(cloudformation, change.stack, name)
        cloudformation.execute_change_set(
            # A version of a function that was taken back must go: Lambda publishes no second one of the same code, so
            # the same release could not be tried again. A table that is protected cannot go.
            StackName=change.stack,
            ChangeSetName=name,
            RetainExceptOnCreate=change.part == "service",
        )
        done = "stack_create_complete" if creates else "stack_update_complete"
        _wait(cloudformation, done, minutes, StackName=change.stack)
    # After the first success: a protected stack whose creation failed could not be deleted.
    cloudformation.update_termination_protection(
        StackName=change.stack, EnableTerminationProtection=change.environment.protect_data
    )


def _is_empty(cloudformation: Any, stack: str, name: str, minutes: int) -> bool:
    try:
        _wait(cloudformation, "change_set_create_complete", minutes, StackName=stack, ChangeSetName=name)
    except subprocess.CalledProcessError:
        if change_sets.is_empty(cloudformation, stack, name):
            return True
        refusals.require_accepted(cloudformation, stack, name)
        raise
    return False


def _wait(cloudformation: Any, what: str, minutes: int, **names: str) -> None:
    tries = {"Delay": POLL_SECONDS, "MaxAttempts": minutes * 60 // POLL_SECONDS}
    try:
        cloudformation.get_waiter(what).wait(**names, WaiterConfig=tries)
    except WaiterError as error:
        raise subprocess.CalledProcessError(1, [what, *names.values()], stderr=str(error)) from error
