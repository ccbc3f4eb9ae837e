"""What CloudFormation says a change set would do, nested stacks included.

Source of all forms: CloudFormation API, DescribeChangeSet, ResourceChange and ResourceTargetDefinition.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

ATTRIBUTES = ("CreationPolicy", "DeletionPolicy", "UpdatePolicy", "UpdateReplacePolicy")
NOTHING_CHANGES = ("didn't contain changes", "No updates are to be performed")


@dataclass(frozen=True, kw_only=True)
class Cause:
    """Why a resource is replaced. property: for example `KeySchema`. certain: it is, whatever the values are.

    added: the change adds to the property and changes nothing that is there. follows: the value is that of another
    resource of the change set, which may stay as it is.
    """

    property: str
    certain: bool
    added: bool = False
    follows: bool = False


@dataclass(frozen=True, kw_only=True)
class Change:
    """What would happen to one resource.

    action: Add, Modify, Remove, Import, Dynamic (not known before it is executed) or SyncWithActual.
    replacement: True, False or Conditional of a modification, else empty.
    physical_id: empty of a resource that is new.
    follows: whether it is there only because it refers to others that are modified in place: it stays as it is.
    policy: what becomes of a resource that is removed or replaced, for example Retain or ReplaceAndDelete; else empty.
    before, after: properties of the resource and its ATTRIBUTES, as far as CloudFormation tells them.
    """

    stack: str
    logical_id: str
    type: str
    action: str
    replacement: str = ""
    physical_id: str = ""
    follows: bool = False
    policy: str = ""
    causes: tuple[Cause, ...] = ()
    before: dict[str, Any] = field(default_factory=dict, hash=False)
    after: dict[str, Any] = field(default_factory=dict, hash=False)

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
    pages = cloudformation.get_paginator("describe_change_set").paginate(
        StackName=stack, ChangeSetName=name, IncludePropertyValues=True
    )
    entries = [each["ResourceChange"] for page in pages for each in page.get("Changes", ()) if "ResourceChange" in each]
    in_place = {
        each["LogicalResourceId"]
        for each in entries
        if each["Action"] == "Modify" and each.get("Replacement", "") == "False"
    }
    found: list[Change] = []
    for each in entries:
        found.append(_change(stack, each, in_place))
        if nested := each.get("ChangeSetId"):
            # A stack that is new has no id yet, and the ARN says which change set is meant.
            found += changes(cloudformation, each.get("PhysicalResourceId") or each["LogicalResourceId"], nested)
    return found


def _change(stack: str, entry: dict[str, Any], in_place: set[str]) -> Change:
    details = entry.get("Details", ())
    recreating = [each for each in details if _recreates(each)]
    left = [each for each in recreating if not _is_unchanged_reference(each, in_place)]
    replacement = entry.get("Replacement", "")
    return Change(
        stack=stack,
        logical_id=entry["LogicalResourceId"],
        type=entry["ResourceType"],
        action=entry["Action"],
        replacement="False" if replacement == "Conditional" and recreating and not left else replacement,
        physical_id=entry.get("PhysicalResourceId", ""),
        follows=bool(details) and all(_is_unchanged_reference(each, in_place) for each in details),
        policy=entry.get("PolicyAction", ""),
        # A cause is there once for each thing that it depends on.
        causes=tuple(dict.fromkeys(_causes(left))),
        before=_values(entry.get("BeforeContext")),
        after=_values(entry.get("AfterContext")),
    )


def _values(context: str | None) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(context or "{}")
    return {**read.get("Properties", {}), **{name: read[name] for name in ATTRIBUTES if name in read}}


def _recreates(detail: dict[str, Any]) -> bool:
    return str(detail.get("Target", {}).get("RequiresRecreation", "Never")) != "Never"


def _is_unchanged_reference(detail: dict[str, Any], in_place: set[str]) -> bool:
    """Whether it is the id or ARN of a resource that is modified in place: CloudFormation cannot tell that it stays."""
    entity, _, attribute = str(detail.get("CausingEntity", "")).partition(".")
    return detail.get("Evaluation") == "Dynamic" and entity in in_place and attribute in {"", "Arn"}


def _causes(details: list[dict[str, Any]]) -> Iterator[Cause]:
    for detail in details:
        target = detail["Target"]
        yield Cause(
            property=target.get("Name") or target["Attribute"],
            certain=target["RequiresRecreation"] == "Always" and detail.get("Evaluation", "Static") == "Static",
            added=target.get("AttributeChangeType") == "Add",
            follows=detail.get("Evaluation") == "Dynamic",
        )
