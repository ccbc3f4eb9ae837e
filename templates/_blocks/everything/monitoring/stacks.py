"""What CloudFormation says about a stack: outputs, status, and why something failed."""

from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

REASONS_SHOWN = 5
BEGINS = {"CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS"}
# Source: the events of a stack whose resource is replaced.
REPLACES = "requires the creation of a new physical resource"


def describe(cloudformation: Any, stack: str) -> dict[str, Any] | None:
    """The stack as DescribeStacks gives it; None when there is no such stack."""
    try:
        found: dict[str, Any] = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
    except ClientError as error:
        if "does not exist" in error.response["Error"].get("Message", ""):
            return None
        raise
    return found


def outputs(cloudformation: Any, stack: str) -> dict[str, str]:
    """Output names and values of a stack; empty when there is no such stack."""
    described = describe(cloudformation, stack) or {}
    return {output["OutputKey"]: output["OutputValue"] for output in described.get("Outputs", ())}


def latest_event(cloudformation: Any, stack: str) -> str:
    """Id of the newest event of a stack, to tell later which events are new; empty when there is no such stack."""
    if describe(cloudformation, stack) is None:
        return ""
    return str(cloudformation.describe_stack_events(StackName=stack)["StackEvents"][0]["EventId"])


def failures_since(cloudformation: Any, stack: str, event: str) -> list[str]:
    """`resource: reason` of what failed after `event`, first failure first; what was only cancelled is left out."""
    if describe(cloudformation, stack) is None:
        return []
    reasons: list[str] = []
    pages = cloudformation.get_paginator("describe_stack_events").paginate(StackName=stack)
    for entry in (entry for page in pages for entry in page["StackEvents"]):
        if entry["EventId"] == event:
            break
        reason = entry.get("ResourceStatusReason", "")
        if entry["ResourceStatus"].endswith("_FAILED") and "cancelled" not in reason:
            reasons.append(f"{entry['LogicalResourceId']}: {reason}")
    return reasons[::-1][:REASONS_SHOWN]


def made_lately(cloudformation: Any, stack: str, *, within: timedelta) -> set[str]:
    """Logical ids of what deployments of the stack that began `within` created or replaced, and did not take back."""
    lately: set[str] = set()
    made: set[str] = set()
    taken_back = False
    pages = cloudformation.get_paginator("describe_stack_events").paginate(StackName=stack)
    for entry in (entry for page in pages for entry in page["StackEvents"]):
        status, reason = entry["ResourceStatus"], entry.get("ResourceStatusReason", "")
        # The stack has events of its own. The newest event comes first, so a deployment ends before it begins.
        if entry.get("PhysicalResourceId") != entry["StackId"]:
            if status == "CREATE_COMPLETE" or REPLACES in reason:
                made.add(entry["LogicalResourceId"])
        elif status in BEGINS:
            if datetime.now(UTC) - entry["Timestamp"] > within:
                break
            lately |= set() if taken_back else made
            made, taken_back = set(), False
        elif "ROLLBACK" in status:
            taken_back = True
    return lately
