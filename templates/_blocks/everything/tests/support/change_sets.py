"""A CloudFormation that says what change sets would do."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

TABLE = "AWS::DynamoDB::Table"
STACK_ID = "arn:aws:cloudformation:eu-west-1:111111111111:stack/orders/1"


def change(logical_id: str, action: str = "Modify", type: str = TABLE, **more: Any) -> dict[str, Any]:
    """An entry of DescribeChangeSet."""
    entry = {"LogicalResourceId": logical_id, "ResourceType": type, "Action": action, **more}
    return {"Type": "Resource", "ResourceChange": entry}


def deployment(*made: str, ago: timedelta = timedelta(0), reason: str = "") -> list[dict[str, Any]]:
    """Events of a deployment of a stack, newest first. made: logical ids, with this reason."""
    begin = {"StackId": STACK_ID, "Timestamp": datetime.now(UTC) - ago}
    of_stack = {**begin, "LogicalResourceId": "orders", "PhysicalResourceId": STACK_ID}
    status = "UPDATE_IN_PROGRESS" if reason else "CREATE_COMPLETE"
    return [
        {**of_stack, "ResourceStatus": "UPDATE_COMPLETE"},
        *(
            {**begin, "LogicalResourceId": each, "ResourceStatus": status, "ResourceStatusReason": reason}
            for each in made
        ),
        {**of_stack, "ResourceStatus": "UPDATE_IN_PROGRESS"},
    ]


class ChangeSets:
    """pages: of changes, by the name or ARN of the change set; each other change set is the pages of `""`.

    events: of every stack, newest first. deleted: names of the change sets that were deleted.
    """

    def __init__(self, *pages: list[dict[str, Any]], nested: Mapping[str, list[list[dict[str, Any]]]] | None = None):
        self.pages = {"": [*pages], **(nested or {})}
        self.events: list[dict[str, Any]] = []
        self.status = {"Status": "CREATE_COMPLETE"}
        self.deleted: list[str] = []

    def describe_change_set(self, *, StackName: str, ChangeSetName: str) -> dict[str, Any]:
        return {**self.status, "StackName": StackName}

    def delete_change_set(self, *, StackName: str, ChangeSetName: str) -> None:
        self.deleted.append(ChangeSetName)

    def get_paginator(self, operation: str) -> "ChangeSets":
        assert operation in {"describe_change_set", "describe_stack_events"}
        return self

    def paginate(self, *, StackName: str, ChangeSetName: str | None = None) -> Iterator[dict[str, Any]]:
        if ChangeSetName is None:
            yield {"StackEvents": self.events}
            return
        for changes in self.pages.get(ChangeSetName, self.pages[""]):
            yield {"Changes": changes}
