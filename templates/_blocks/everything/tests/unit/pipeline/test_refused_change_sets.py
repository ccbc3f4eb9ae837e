"""A change set that CloudFormation refuses is told by resource, place and reason, never by the name of an API."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from monitoring.refusals import reasons, require_accepted, told
from settings.failure import ActionFailed
from tests.support.change_sets import VALIDATION_FAILED, validation_error

STACK, NAME = "orders-dev-data", "release-1"
OF = {"StackName": STACK, "ChangeSetName": NAME}
ARN = "arn:aws:cloudformation:eu-west-1:111111111111:changeSet/release-1/0a1b"
NESTED = "arn:aws:cloudformation:eu-west-1:111111111111:changeSet/release-1-Extension-9X/2c3d"


class Aws:
    """CloudFormation with answers that botocore compares with its model, in the order of the questions."""

    def __init__(self, client: Any, stubber: Stubber) -> None:
        self.client = client
        self._stubber = stubber

    def failed(self, reason: str, *, of: dict[str, str] = OF, id: str = ARN) -> None:
        answer = {"Status": "FAILED", "StatusReason": reason, "ChangeSetId": id}
        self._stubber.add_response("describe_change_set", answer, of)

    def events(self, *events: dict[str, Any], of: dict[str, str] = OF, **more: str) -> None:
        answer = {"OperationEvents": [*events], **more}
        asked = {**of, "Filters": {"FailedEvents": True}}
        self._stubber.add_response("describe_events", answer, asked)

    def more_events(self, *events: dict[str, Any], token: str) -> None:
        asked = {**OF, "Filters": {"FailedEvents": True}, "NextToken": token}
        self._stubber.add_response("describe_events", {"OperationEvents": [*events]}, asked)

    def refuses_to_tell(self, code: str) -> None:
        self._stubber.add_client_error("describe_events", code)


@pytest.fixture
def aws() -> Iterator[Aws]:
    client = boto3.client("cloudformation", region_name="eu-west-1")
    with Stubber(client) as stubber:
        yield Aws(client, stubber)
        stubber.assert_no_pending_responses()


def test_each_resource_is_named_with_its_place_and_reason(aws: Aws) -> None:
    aws.failed(VALIDATION_FAILED)
    aws.events(validation_error("Orders"), NextToken="more")
    aws.more_events(validation_error("Key", ValidationStatusReason="KMS key alias/orders exists"), token="more")
    assert reasons(aws.client, STACK, NAME) == [
        "Orders (AWS::DynamoDB::Table) at /Resources/Orders/Properties: Required property [KeySchema] not found",
        "Key (AWS::DynamoDB::Table) at /Resources/Key/Properties: KMS key alias/orders exists",
    ]


def test_a_hook_of_the_account_is_named(aws: Aws) -> None:
    aws.failed("The following hook(s)/validation failed: [Ours::Rules::Hook].")
    hook = {"HookType": "Ours::Rules::Hook", "HookStatusReason": "tables need a backup", "HookFailureMode": "FAIL"}
    aws.events({"EventId": "1", "EventType": "HOOK_INVOCATION_ERROR", "LogicalResourceId": "Orders", **hook})
    assert reasons(aws.client, STACK, NAME) == ["Orders, hook Ours::Rules::Hook: tables need a backup"]


def test_what_only_warns_or_was_skipped_is_no_reason(aws: Aws) -> None:
    aws.failed("Quota of stacks")
    skipped = validation_error("Key", ValidationStatus="SKIPPED")
    aws.events(validation_error("Orders", ValidationFailureMode="WARN"), skipped)
    assert reasons(aws.client, STACK, NAME) == ["Quota of stacks"]


def test_the_change_set_of_a_nested_stack_is_looked_into(aws: Aws) -> None:
    aws.failed(f"Nested change set {NESTED} was not successfully created: Currently in FAILED.")
    aws.failed(VALIDATION_FAILED, of={"ChangeSetName": NESTED}, id=NESTED)
    aws.events(validation_error("Queue"), of={"ChangeSetName": NESTED})
    [reason] = reasons(aws.client, STACK, NAME)
    assert reason.startswith("Queue (AWS::DynamoDB::Table) at /Resources/Queue/Properties")


def test_a_reason_that_is_in_the_status_is_enough(aws: Aws) -> None:
    aws.failed("Parameters: [Image] must have values")
    aws.events()
    assert reasons(aws.client, STACK, NAME) == ["Parameters: [Image] must have values"]


def test_a_role_that_may_not_read_them_gets_the_command_that_shows_them(aws: Aws) -> None:
    aws.failed(VALIDATION_FAILED)
    aws.refuses_to_tell("AccessDenied")
    said, unread = reasons(aws.client, STACK, NAME)
    assert said == "The following hook(s)/validation failed: [AWS::EarlyValidation::PropertyValidation]."
    assert "(AccessDenied)" in unread and "`make bootstrap`" in unread
    assert f"aws cloudformation describe-events --change-set-name {ARN} --filters FailedEvents=true" in unread


def test_a_change_set_that_is_complete_is_accepted(aws: Aws) -> None:
    aws._stubber.add_response("describe_change_set", {"Status": "CREATE_COMPLETE"}, OF)
    require_accepted(aws.client, STACK, NAME)


def test_one_that_failed_is_not(aws: Aws) -> None:
    aws.failed(VALIDATION_FAILED)
    aws.failed(VALIDATION_FAILED)
    aws.events(validation_error("Orders"))
    with pytest.raises(ActionFailed, match=rf"refuses to change {STACK}, and nothing was changed: Orders \(AWS"):
        require_accepted(aws.client, STACK, NAME)


def test_one_reason_ends_the_sentence_and_more_are_a_list() -> None:
    assert told(["one"]) == ": one"
    assert told(["one", "two"]) == ":\n- one\n- two"
