"""A sandbox can be deleted; an environment cannot, not by this program."""

from unittest.mock import Mock

import pytest
from botocore.exceptions import WaiterError

from environments import ENVIRONMENTS, SANDBOX
from pipeline.actions import destroy_sandbox
from project import NAME


@pytest.fixture
def cloudformation(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """Stands for CloudFormation: moto's takes four seconds to be imported."""
    client = Mock(spec_set=["delete_stack", "get_waiter"])
    session = Mock(client=Mock(return_value=client))
    monkeypatch.setattr(destroy_sandbox, "deploy_session", lambda _environment: session)
    return client


def deleted(cloudformation: Mock) -> list[str]:
    return [call.kwargs["StackName"] for call in cloudformation.delete_stack.call_args_list]


def test_the_service_of_a_sandbox_goes_before_its_data_and_nothing_else_goes(cloudformation: Mock) -> None:
    assert destroy_sandbox.main(["sandbox-ada"]) == 0
    assert deleted(cloudformation) == [f"{NAME}-sandbox-ada-service", f"{NAME}-sandbox-ada-data"]
    cloudformation.get_waiter.assert_called_with("stack_delete_complete")


def test_a_stack_that_cannot_be_deleted_is_named_and_the_data_stays(
    cloudformation: Mock, capsys: pytest.CaptureFixture[str]
) -> None:
    cloudformation.get_waiter.return_value.wait.side_effect = WaiterError("stack_delete_complete", "DELETE_FAILED", {})
    assert destroy_sandbox.main(["sandbox-ada"]) == 1
    assert f"{NAME}-sandbox-ada-service could not be deleted" in capsys.readouterr().err
    assert deleted(cloudformation) == [f"{NAME}-sandbox-ada-service"]


@pytest.mark.parametrize("name", [*(environment.name for environment in ENVIRONMENTS), SANDBOX.name])
def test_an_environment_is_never_deleted(cloudformation: Mock, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert destroy_sandbox.main([name]) == 1
    assert "is no sandbox" in capsys.readouterr().err
    assert deleted(cloudformation) == []
