"""Why CloudFormation refused a change set, resource by resource.

CloudFormation validates a change set before it is ready. The status of one that failed may name nothing but the kind of
validation; resource, place and reason are in its events (DescribeEvents).
"""

import re
from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError

from settings.failure import ActionFailed

# Of a nested stack: the status of the change set above it names only this one.
NESTED = re.compile(r"arn:[\w-]+:cloudformation:[\w-]*:\d*:changeSet/[\w-]+/[\w-]+")
# What the status says in place of a reason.
POINTER = re.compile(r"\s*To troubleshoot Early Validation errors, use the DescribeEvents API[^.]*\.?")
# Source: CloudFormation API, OperationEvent. Each kind of event has a field of its own.
REASONS = ("ValidationStatusReason", "HookStatusReason", "ResourceStatusReason")


def require_accepted(cloudformation: Any, stack: str, name: str) -> None:
    """name: of a change set that was made, and is complete or failed.

    Raises ActionFailed: CloudFormation refused it, with its reasons. Raises ClientError: there is no such change set.
    """
    if cloudformation.describe_change_set(StackName=stack, ChangeSetName=name)["Status"] == "FAILED":
        found = reasons(cloudformation, stack, name)
        raise ActionFailed(f"CloudFormation refuses to change {stack}, and nothing was changed{told(found)}")


def told(found: list[str]) -> str:
    """The end of a sentence: one reason behind a colon, more in a line each."""
    return f": {found[0]}" if len(found) == 1 else ":" + "".join(f"\n- {each}" for each in found)


def reasons(cloudformation: Any, stack: str, name: str) -> list[str]:
    """At least one, `Orders (AWS::DynamoDB::Table) at /Resources/Orders/Properties: …` where CloudFormation tells it.

    name: of a change set that failed, or its ARN, which a nested stack's has.
    """
    of = {"ChangeSetName": name} if name.startswith("arn:") else {"StackName": stack, "ChangeSetName": name}
    described = cloudformation.describe_change_set(**of)
    said = str(described.get("StatusReason", ""))
    if (nested := NESTED.search(said)) and nested[0] not in {name, described.get("ChangeSetId")}:
        return reasons(cloudformation, stack, nested[0])
    said = POINTER.sub("", said) or "CloudFormation gives no reason"
    try:
        return list(dict.fromkeys(_failed(cloudformation, of))) or [said]
    except ClientError as error:
        return [said, _unread(described, name, error)]


def _failed(cloudformation: Any, of: dict[str, str]) -> Iterator[str]:
    pages = cloudformation.get_paginator("describe_events").paginate(**of, Filters={"FailedEvents": True})
    for event in (event for page in pages for event in page["OperationEvents"]):
        warns = "WARN" in {event.get("ValidationFailureMode"), event.get("HookFailureMode")}
        reason = next((event[name] for name in REASONS if event.get(name)), "")
        if reason and not warns and event.get("ValidationStatus") != "SKIPPED":
            yield f"{_where(event)}: {reason}"


def _where(event: dict[str, Any]) -> str:
    resource = event.get("LogicalResourceId") or "The stack"
    type = f" ({event['ResourceType']})" if event.get("ResourceType") else ""
    path = f" at {event['ValidationPath']}" if event.get("ValidationPath") else ""
    hook = f", hook {event['HookType']}" if event.get("HookType") else ""
    return f"{resource}{type}{path}{hook}"


def _unread(described: dict[str, Any], name: str, error: ClientError) -> str:
    return (
        f"the resources that are meant could not be read ({error.response['Error']['Code']}). If the role lacks "
        "cloudformation:DescribeEvents, an administrator runs `make bootstrap` for this environment again. Until then: "
        f"aws cloudformation describe-events --change-set-name {described.get('ChangeSetId', name)} "
        "--filters FailedEvents=true"
    )
