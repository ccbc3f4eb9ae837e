"""What CloudFormation says a change set would do, nested stacks included."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

NOTHING_CHANGES = ("didn't contain changes", "No updates are to be performed")


@dataclass(frozen=True, kw_only=True)
class Change:
    """What would happen to one resource. Source: CloudFormation API, ResourceChange.

    action: Add, Modify, Remove, Import, Dynamic (not known before it is executed) or SyncWithActual.
    replacement: True, False or Conditional of a modification, else empty.
    policy: what becomes of a resource that is removed or replaced, for example Retain or ReplaceAndDelete; else empty.
    causes: what makes CloudFormation replace it, for example `KeySchema`.
    """

    stack: str
    logical_id: str
    type: str
    action: str
    replacement: str = ""
    policy: str = ""
    causes: tuple[str, ...] = ()

    @property
    def replaces(self) -> bool:
        """Whether another resource takes its place, or may do so."""
        return self.replacement in {"True", "Conditional"}


def is_empty(cloudformation: Any, stack: str, name: str) -> bool:
    """Whether the change set of this name would change nothing, for which CloudFormation calls it failed."""
    found = cloudformation.describe_change_set(StackName=stack, ChangeSetName=name)
    return found["Status"] == "FAILED" and says_nothing_changes(found.get("StatusReason", ""))


def says_nothing_changes(reason: str) -> bool:
    """reason: the StatusReason of a change set that failed."""
    return any(words in reason for words in NOTHING_CHANGES)


def changes(cloudformation: Any, stack: str, name: str) -> list[Change]:
    """All changes of a change set that is complete. name: its name, or its ARN, which a nested stack's has."""
    found: list[Change] = []
    pages = cloudformation.get_paginator("describe_change_set").paginate(StackName=stack, ChangeSetName=name)
    for page in pages:
        for each in (entry["ResourceChange"] for entry in page.get("Changes", ()) if "ResourceChange" in entry):
            found.append(_change(stack, each))
            if nested := each.get("ChangeSetId"):
                found += changes(cloudformation, each["PhysicalResourceId"], nested)
    return found


def _change(stack: str, entry: dict[str, Any]) -> Change:
    return Change(
        stack=stack,
        logical_id=entry["LogicalResourceId"],
        type=entry["ResourceType"],
        action=entry["Action"],
        replacement=entry.get("Replacement", ""),
        policy=entry.get("PolicyAction", ""),
        # A cause is there once for each thing that it depends on.
        causes=tuple(dict.fromkeys(_causes(entry))),
    )


def _causes(entry: dict[str, Any]) -> Iterator[str]:
    for target in (detail["Target"] for detail in entry.get("Details", ()) if "Target" in detail):
        if target.get("RequiresRecreation", "Never") != "Never":
            yield target.get("Name") or target["Attribute"]
