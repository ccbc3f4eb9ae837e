"""Makes a change set, reads it, and takes it away again; nothing is executed."""

import hashlib
import json
import re
import time
import uuid
from typing import Any

import boto3
from botocore.exceptions import ClientError, WaiterError

from monitoring import change_sets, refusals, stacks
from monitoring.change_sets import Change
from project import QUALIFIER
from security import session
from settings.environment import DeploymentEnvironment
from settings.failure import ActionFailed
from workload.planned import BEFORE_APPROVAL, Planned

POLL_SECONDS = 15
# The bootstrap lets the role of a review make and delete change sets of this name.
CHANGE_SET = "review-"
# CloudFormation says one of these when `Fn::GetStackOutput` or `Fn::ImportValue` finds nothing. Of a template that is
# wrong it says "Outputs block".
MISSING_OUTPUT = re.compile(r"\b(exports?|outputs?)\b(?! block)", re.IGNORECASE)
CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]


class NoChangeSet(Exception):
    """CloudFormation makes none of this template yet. The message is its reason."""


def await_rest(cloudformation: Any, stack: str, *, minutes: int) -> bool:
    """Wait while a deployment of another release is on its way; returns whether there is a stack.

    Raises ActionFailed: it still is after `minutes`.
    """
    deadline = time.monotonic() + 60 * minutes
    told = False
    while True:
        status = (stacks.describe(cloudformation, stack) or {}).get("StackStatus", "REVIEW_IN_PROGRESS")
        if status == "REVIEW_IN_PROGRESS" or not status.endswith("IN_PROGRESS"):
            return bool(status != "REVIEW_IN_PROGRESS")
        if time.monotonic() >= deadline:
            raise ActionFailed(
                f"{stack} is {status} for more than {minutes} minutes, so nobody can say what this release would "
                "change. Retry the stage when that deployment has ended."
            )
        if not told:
            print(f"{stack} is {status}: waits until that deployment is done.", flush=True)
            told = True
        time.sleep(POLL_SECONDS)


def make(reviewer: boto3.Session, environment: DeploymentEnvironment, planned: Planned) -> str:
    """Make the change set of a stack that exists; returns its name, or an empty text when nothing would change.

    Raises NoChangeSet: an output of another stack is missing, which this release adds. Raises ActionFailed:
    CloudFormation refuses it for another reason.
    """
    if planned.unknown:
        raise NoChangeSet(planned.unknown)
    cloudformation, name = reviewer.client("cloudformation"), f"{CHANGE_SET}{uuid.uuid4()}"
    try:
        cloudformation.create_change_set(
            StackName=planned.stack,
            ChangeSetName=name,
            ChangeSetType="UPDATE",
            TemplateURL=_uploaded(reviewer, environment, planned.template),
            Parameters=_parameters(cloudformation, planned),
            Tags=[{"Key": key, "Value": value} for key, value in planned.tags.items()],
            Capabilities=CAPABILITIES,
            IncludeNestedStacks=True,
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ValidationError":
            raise
        message = error.response["Error"]["Message"]
        raise _refusal(planned, message, [message]) from error
    try:
        cloudformation.get_waiter("change_set_create_complete").wait(
            StackName=planned.stack, ChangeSetName=name, WaiterConfig={"Delay": 5, "MaxAttempts": 240}
        )
    except WaiterError as error:
        reason = cloudformation.describe_change_set(StackName=planned.stack, ChangeSetName=name).get("StatusReason", "")
        empty = change_sets.says_nothing_changes(reason)
        found = [] if empty else refusals.reasons(cloudformation, planned.stack, name)
        discard(cloudformation, planned.stack, name)
        if empty:
            return ""
        raise _refusal(planned, reason, found) from error
    return name


def _refusal(planned: Planned, reason: str, found: list[str]) -> NoChangeSet | ActionFailed:
    """An output that the data stack gets with this release is missing as long as that is not deployed."""
    if MISSING_OUTPUT.search(reason):
        return NoChangeSet(reason)
    return ActionFailed(f"CloudFormation makes no change set of {planned.stack}{refusals.told(found)}")


def _parameters(cloudformation: Any, planned: Planned) -> list[dict[str, Any]]:
    """As the deployment gives them; the CDK keeps the values of those that it does not give."""
    given = [{"ParameterKey": key, "ParameterValue": value} for key, value in planned.parameters.items()]
    if not planned.keeps_values:
        return given
    declared = json.loads(planned.template).get("Parameters", {})
    there = (stacks.describe(cloudformation, planned.stack) or {}).get("Parameters", ())
    kept = {each["ParameterKey"] for each in there} & (set(declared) - set(planned.parameters))
    return [*given, *({"ParameterKey": key, "UsePreviousValue": True} for key in sorted(kept))]


def discard(cloudformation: Any, stack: str, name: str) -> None:
    """Nobody may execute it from the console."""
    cloudformation.delete_change_set(StackName=stack, ChangeSetName=name)


def by_template(cloudformation: Any, planned: Planned) -> list[Change]:
    """What the template adds, changes and removes, without what CloudFormation makes of it.

    Raises ActionFailed: the template that is deployed is no JSON.
    """
    deployed = cloudformation.get_template(StackName=planned.stack, TemplateStage="Original")["TemplateBody"]
    try:
        old, new = (_resources(each) for each in (deployed, planned.template))
    except ValueError as error:
        raise ActionFailed(
            f"The template of {planned.stack} that is deployed is no JSON, so nobody reads it."
        ) from error
    return [
        Change(
            stack=planned.stack,
            logical_id=name,
            type=str((new.get(name) or old[name])["Type"]),
            action="Add" if name not in old else "Modify" if name in new else "Remove",
            policy=str(old.get(name, {}).get("DeletionPolicy", "")) if name not in new else "",
            before=old.get(name, {}).get("Properties", {}),
            after=new.get(name, {}).get("Properties", {}),
        )
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    ]


def all_new(planned: Planned) -> list[Change]:
    """What the template of a stack that does not exist adds."""
    return [
        Change(
            stack=planned.stack,
            logical_id=name,
            type=str(each["Type"]),
            action="Add",
            after=each.get("Properties", {}),
        )
        for name, each in _resources(planned.template).items()
    ]


def _resources(template: Any) -> dict[str, Any]:
    """Of a template as boto3 gives it (parsed where it is JSON) or as Build left it (JSON)."""
    parsed = json.loads(template) if isinstance(template, str) else template
    found: dict[str, Any] = parsed["Resources"]
    return found


def _uploaded(reviewer: boto3.Session, environment: DeploymentEnvironment, template: str) -> str:
    """The URL of the template; CloudFormation takes no large one in a call."""
    body = template.encode()
    bucket = f"cdk-{QUALIFIER}-assets-{session.account(environment)}-{environment.region}"
    key = f"{BEFORE_APPROVAL}{hashlib.sha256(body).hexdigest()}.template"
    s3 = reviewer.client("s3")
    s3.put_object(Bucket=bucket, Key=key, Body=body)
    return f"https://{bucket}.{s3.meta.endpoint_url.removeprefix('https://')}/{key}"
