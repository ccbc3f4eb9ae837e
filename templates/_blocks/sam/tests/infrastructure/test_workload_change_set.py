"""The call to AWS that deploys one stack of the SAM variant: a change set, examined and then executed."""

from dataclasses import replace
from datetime import UTC, datetime
from unittest.mock import Mock
from uuid import uuid4

import boto3
import pytest
from botocore.exceptions import ClientError, WaiterError
from botocore.stub import Stubber

from environments import ENVIRONMENTS, SANDBOX
from settings.failure import ActionFailed
from tests.support.change_sets import VALIDATION_FAILED, let_pass, validation_error
from tests.support.judged_calls import judged_client
from workload import change_set
from workload.environment import Environment
from workload.names import Part

ROLE = "arn:aws:iam::012345678901:role/execution"
CHANGE = change_set.Change(
    stack="orders-dev-data",
    template={"TemplateBody": "{}"},
    parameters={},
    tags={},
    role=ROLE,
    environment=replace(SANDBOX, protect_data=True),
    part="data",
)


def cloudformation(*, status: str | None, refused: str = "") -> Mock:
    client = judged_client(Mock(), "cloudformation")
    missing = ClientError({"Error": {"Code": "ValidationError", "Message": "Stack does not exist"}}, "DescribeStacks")
    client.describe_stacks.side_effect = None if status else missing
    client.describe_stacks.return_value = {"Stacks": [{"StackStatus": status}]}
    client.describe_change_set.return_value = {"Status": "FAILED", "StatusReason": refused}
    if refused:
        client.get_waiter.return_value.wait.side_effect = WaiterError("change_set", "FAILED", {})
    return client


def test_a_stack_that_does_not_exist_is_created_and_protected_after_that() -> None:
    client = cloudformation(status=None)
    change_set.apply(client, CHANGE, let_pass)
    assert client.create_change_set.call_args.kwargs["ChangeSetType"] == "CREATE"
    assert [name for name, *_ in client.method_calls][-1] == "update_termination_protection"
    assert client.update_termination_protection.call_args.kwargs["EnableTerminationProtection"] is True


def test_a_stack_that_exists_is_updated_with_the_execution_role() -> None:
    client = cloudformation(status="UPDATE_COMPLETE")
    change_set.apply(client, CHANGE, let_pass)
    assert client.create_change_set.call_args.kwargs["ChangeSetType"] == "UPDATE"
    assert client.create_change_set.call_args.kwargs["RoleARN"] == ROLE
    client.execute_change_set.assert_called_once()


def test_an_empty_change_set_is_a_success() -> None:
    client = cloudformation(status="CREATE_COMPLETE", refused="The submitted information didn't contain changes.")
    change_set.apply(client, CHANGE, let_pass)
    client.execute_change_set.assert_not_called()
    client.delete_change_set.assert_called_once()


def test_a_refused_change_set_is_a_failure_that_names_each_resource_and_its_reason() -> None:
    client = boto3.client("cloudformation", region_name=SANDBOX.region)
    failed = {"Status": "FAILED", "StatusReason": VALIDATION_FAILED}
    events = [validation_error("Orders"), validation_error("Key")]
    with Stubber(client) as aws:
        stack = {"StackName": CHANGE.stack, "CreationTime": datetime.now(UTC), "StackStatus": "CREATE_COMPLETE"}
        aws.add_response("describe_stacks", {"Stacks": [stack]})
        aws.add_response("create_change_set", {"Id": f"arn:aws:cloudformation:::changeSet/release/{uuid4()}"})
        # The waiter, whether it is empty, whether it failed, and why
        for _ in range(4):
            aws.add_response("describe_change_set", failed)
        aws.add_response("describe_events", {"OperationEvents": events})
        with pytest.raises(ActionFailed) as refused:
            change_set.apply(client, CHANGE, let_pass)
        aws.assert_no_pending_responses()
    assert str(refused.value) == (
        f"CloudFormation refuses to change {CHANGE.stack}, and nothing was changed:\n"
        "- Orders (AWS::DynamoDB::Table) at /Resources/Orders/Properties: Required property [KeySchema] not found\n"
        "- Key (AWS::DynamoDB::Table) at /Resources/Key/Properties: Required property [KeySchema] not found"
    )


def test_a_change_set_is_examined_before_it_is_executed_and_never_executed_when_that_refuses() -> None:
    client = cloudformation(status="UPDATE_COMPLETE")
    asked: list[tuple[str, str]] = []

    def examine(_client: object, stack: str, name: str) -> None:
        asked.append((stack, name))
        raise ActionFailed("it would lose data")

    with pytest.raises(ActionFailed, match="it would lose data"):
        change_set.apply(client, CHANGE, examine)
    assert asked == [(CHANGE.stack, client.create_change_set.call_args.kwargs["ChangeSetName"])]
    client.execute_change_set.assert_not_called()


@pytest.mark.parametrize(
    ("environment", "part", "express"),
    [
        (SANDBOX, "service", True),
        (replace(SANDBOX, name=f"{SANDBOX.name}-ada"), "service", True),
        (SANDBOX, "data", False),
        *((each, part, False) for each in ENVIRONMENTS for part in ("data", "service")),
    ],
    ids=lambda value: getattr(value, "name", str(value)),
)
def test_only_the_service_of_a_sandbox_is_deployed_in_express_mode(
    environment: Environment, part: Part, express: bool
) -> None:
    client = cloudformation(status="UPDATE_COMPLETE")
    change_set.apply(client, replace(CHANGE, environment=environment, part=part), let_pass)
    given = client.create_change_set.call_args.kwargs
    # With its rollback: without it CloudFormation refuses to replace a resource.
    assert given.get("DeploymentConfig") == ({"Mode": "EXPRESS", "DisableRollback": False} if express else None)


def test_a_deployment_is_watched_for_as_long_as_the_environment_says_that_it_may_take() -> None:
    client = cloudformation(status="UPDATE_COMPLETE")
    change_set.apply(client, CHANGE, let_pass)
    configuration = client.get_waiter.return_value.wait.call_args.kwargs["WaiterConfig"]
    watched = configuration["Delay"] * configuration["MaxAttempts"]
    assert watched == CHANGE.environment.time_out_minutes() * 60


@pytest.mark.parametrize(("part", "goes"), [("data", False), ("service", True)])
def test_a_version_of_a_failed_change_goes_and_data_stays(part: Part, goes: bool) -> None:
    client = cloudformation(status="UPDATE_COMPLETE")
    change_set.apply(client, replace(CHANGE, part=part), let_pass)
    assert client.execute_change_set.call_args.kwargs["RetainExceptOnCreate"] is goes
