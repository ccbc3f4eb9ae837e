"""A CloudFormation that says what change sets would do."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support.judged_calls import AwsFake

TABLE = "AWS::DynamoDB::Table"
STACK_ID = "arn:aws:cloudformation:eu-west-1:111111111111:stack/orders/1"

# The whole reason that DescribeChangeSet gives.
VALIDATION_FAILED = (
    "The following hook(s)/validation failed: [AWS::EarlyValidation::PropertyValidation]. To troubleshoot Early "
    "Validation errors, use the DescribeEvents API for detailed failure information."
)


def validation_error(logical_id: str, **more: Any) -> dict[str, Any]:
    """An event of DescribeEvents: CloudFormation found the properties of this resource wrong."""
    return {
        "EventId": logical_id,
        "EventType": "VALIDATION_ERROR",
        "LogicalResourceId": logical_id,
        "ResourceType": TABLE,
        "ValidationFailureMode": "FAIL",
        "ValidationName": "PROPERTY_VALIDATION",
        "ValidationStatus": "FAILED",
        "ValidationStatusReason": "Required property [KeySchema] not found",
        "ValidationPath": f"/Resources/{logical_id}/Properties",
        **more,
    }


def change(logical_id: str, action: str = "Modify", type: str = TABLE, **more: Any) -> dict[str, Any]:
    """An entry of DescribeChangeSet."""
    entry = {"LogicalResourceId": logical_id, "ResourceType": type, "Action": action, **more}
    return {"Type": "Resource", "ResourceChange": entry}


def replacing(property: str, recreation: str = "Always", **more: Any) -> dict[str, Any]:
    """A detail of a change: this property makes CloudFormation replace the resource."""
    target = {"Attribute": "Properties", "Name": property, "RequiresRecreation": recreation}
    added = {"AttributeChangeType": more.pop("added")} if "added" in more else {}
    return {"Evaluation": "Static", **more, "Target": {**target, **added}}


def deployment(
    *made: str, ago: timedelta = timedelta(0), replaced: bool = False, taken_back: bool = False
) -> list[dict[str, Any]]:
    """Events of a deployment of a stack that made or replaced these logical ids, newest first."""
    begin = {"StackId": STACK_ID, "Timestamp": datetime.now(UTC) - ago}
    of_stack = {**begin, "LogicalResourceId": "orders", "PhysicalResourceId": STACK_ID}
    status = "UPDATE_IN_PROGRESS" if replaced else "CREATE_COMPLETE"
    reason = "Requested update requires the creation of a new physical resource" if replaced else ""
    ends = ("UPDATE_ROLLBACK_COMPLETE", "UPDATE_ROLLBACK_IN_PROGRESS") if taken_back else ("UPDATE_COMPLETE",)
    return [
        *({**of_stack, "ResourceStatus": each} for each in ends),
        *(
            {**begin, "LogicalResourceId": each, "ResourceStatus": status, "ResourceStatusReason": reason}
            for each in made
        ),
        {**of_stack, "ResourceStatus": "UPDATE_IN_PROGRESS"},
    ]


def let_pass(_cloudformation: object, _stack: str, _change_set: str) -> None:
    """Examines no change set: every one may be executed."""


class ChangeSets(AwsFake, services=("cloudformation",)):
    """pages: of changes, by the name or ARN of the change set; each other change set is the pages of `""`.

    events: of every stack, newest first. refused: events of a change set that failed, as DescribeEvents gives them.
    deleted: names of the change sets that were deleted.
    """

    def __init__(self, *pages: list[dict[str, Any]], nested: Mapping[str, list[list[dict[str, Any]]]] | None = None):
        self.pages = {"": [*pages], **(nested or {})}
        self.events: list[dict[str, Any]] = []
        self.refused: list[dict[str, Any]] = []
        self.status = {"Status": "CREATE_COMPLETE"}
        self.deleted: list[str] = []

    def describe_change_set(self, *, StackName: str, ChangeSetName: str) -> dict[str, Any]:
        return {**self.status, "StackName": StackName}

    def delete_change_set(self, *, StackName: str, ChangeSetName: str) -> None:
        self.deleted.append(ChangeSetName)

    def get_paginator(self, operation: str) -> "ChangeSets":
        assert operation in {"describe_change_set", "describe_events", "describe_stack_events"}
        return self

    def paginate(
        self, *, StackName: str, ChangeSetName: str | None = None, Filters: object = None, **_: bool
    ) -> Iterator[dict[str, Any]]:
        if Filters:
            assert Filters == {"FailedEvents": True}
            assert ChangeSetName not in self.deleted, "nobody can ask about what is gone"
            yield {"OperationEvents": self.refused}
            return
        if ChangeSetName is None:
            yield {"StackEvents": self.events}
            return
        for changes in self.pages.get(ChangeSetName, self.pages[""]):
            yield {"Changes": changes}
