"""What only the SAM variant can get wrong: the call to AWS, the parameters, the extension."""

import subprocess
from pathlib import Path
from unittest.mock import Mock

import pytest
from botocore.exceptions import ClientError, WaiterError

from environments import SANDBOX
from tests.infrastructure.cloudformation import resources
from tests.infrastructure.synthesis import CODE
from tests.infrastructure.workload_templates import DATA_OUTPUTS, deployed, deployed_afresh
from workload import change_set
from workload.parameters import load_template, parameters

EXTENSION = Path(__file__).parent.parent.parent / "extensions" / "template.yaml"
CHANGE = change_set.Change(
    stack="orders-dev-data", template={"TemplateBody": "{}"}, parameters={}, tags={}, role="role", protect=True
)


def cloudformation(*, status: str | None, refused: str = "") -> Mock:
    client = Mock()
    missing = ClientError({"Error": {"Code": "ValidationError", "Message": "Stack does not exist"}}, "DescribeStacks")
    client.describe_stacks.side_effect = None if status else missing
    client.describe_stacks.return_value = {"Stacks": [{"StackStatus": status}]}
    client.describe_change_set.return_value = {"StatusReason": refused}
    if refused:
        client.get_waiter.return_value.wait.side_effect = WaiterError("change_set", "FAILED", {})
    return client


def test_a_stack_that_does_not_exist_is_created_and_protected_after_that() -> None:
    client = cloudformation(status=None)
    change_set.apply(client, CHANGE)
    assert client.create_change_set.call_args.kwargs["ChangeSetType"] == "CREATE"
    assert [name for name, *_ in client.method_calls][-1] == "update_termination_protection"
    assert client.update_termination_protection.call_args.kwargs["EnableTerminationProtection"] is True


def test_a_stack_that_exists_is_updated_with_the_execution_role() -> None:
    client = cloudformation(status="UPDATE_COMPLETE")
    change_set.apply(client, CHANGE)
    assert client.create_change_set.call_args.kwargs["ChangeSetType"] == "UPDATE"
    assert client.create_change_set.call_args.kwargs["RoleARN"] == "role"
    client.execute_change_set.assert_called_once()


def test_an_empty_change_set_is_a_success() -> None:
    client = cloudformation(status="CREATE_COMPLETE", refused="The submitted information didn't contain changes.")
    change_set.apply(client, CHANGE)
    client.execute_change_set.assert_not_called()
    client.delete_change_set.assert_called_once()


def test_a_refused_change_set_is_a_failure() -> None:
    client = cloudformation(status="CREATE_COMPLETE", refused="Transform failed")
    with pytest.raises(subprocess.CalledProcessError):
        change_set.apply(client, CHANGE)
    client.execute_change_set.assert_not_called()


def test_a_missing_output_of_the_data_stack_is_no_empty_parameter() -> None:
    with pytest.raises(KeyError, match="OrdersTable"):
        parameters(SANDBOX, data_outputs={"KeyArn": DATA_OUTPUTS["KeyArn"]}, package=CODE)


def test_the_example_of_the_extensions_is_off_by_default() -> None:
    assert not resources(deployed(SANDBOX)["service"], "AWS::CloudFormation::Stack")


def test_the_example_of_the_extensions_can_be_switched_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extensions.resources.EXAMPLE", True)
    service = deployed_afresh(SANDBOX)["service"]
    (nested,) = resources(service, "AWS::CloudFormation::Stack").values()
    assert set(nested["Properties"]["Parameters"]) == set(load_template(EXTENSION)["Parameters"])
