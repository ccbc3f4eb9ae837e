"""An environment is deleted only by somebody who means it, and says what it leaves behind; a sandbox goes at once."""

from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError, WaiterError

from environments import ENVIRONMENTS, SANDBOX
from pipeline.actions import destroy
from pipeline.actions.left_behind import left_behind
from project import NAME
from tests.support.judged_calls import AwsFake
from workload.environment import Environment

GIVEN_UP = replace(ENVIRONMENTS[-1], protect_data=False)
STACKS = tuple(f"{NAME}-{GIVEN_UP.name}-{part}" for part in ("service", "data"))


class CloudFormation(AwsFake, services=("cloudformation",)):
    """Deletes what it is told to. moto's takes four seconds to be imported, and retains nothing."""

    def __init__(self, *stacks: str) -> None:
        self.stacks = list(stacks)
        self.protected: set[str] = set()
        self.stuck = ""
        self.status = "DELETE_FAILED"
        self.waited: list[float] = []
        self.deleted: list[str] = []
        self.resources: dict[str, list[dict[str, str]]] = {}

    def client(self, service: str) -> "CloudFormation":
        assert service == "cloudformation"
        return self

    def describe_stacks(self, *, StackName: str) -> dict[str, Any]:
        if StackName.removeprefix("id:") not in self.stacks:
            raise ClientError({"Error": {"Message": f"Stack with id {StackName} does not exist"}}, "DescribeStacks")
        protected = StackName in self.protected
        return {
            "Stacks": [
                {
                    "StackName": StackName,
                    "StackId": f"id:{StackName.removeprefix('id:')}",
                    "StackStatus": self.status if self.deleted else "UPDATE_COMPLETE",
                    "EnableTerminationProtection": protected,
                },
            ]
        }

    def describe_stack_events(self, *, StackName: str) -> dict[str, Any]:
        return {"StackEvents": [{"EventId": "before"}]}

    def delete_stack(self, *, StackName: str) -> None:
        self.deleted.append(StackName)

    def get_waiter(self, name: str) -> "CloudFormation":
        assert name == "stack_delete_complete"
        return self

    def wait(self, *, StackName: str, WaiterConfig: dict[str, int]) -> None:
        self.waited.append(WaiterConfig["Delay"] * WaiterConfig["MaxAttempts"] / 3600)
        if self.stuck and StackName.endswith(self.stuck):
            raise WaiterError("stack_delete_complete", "DELETE_FAILED", {})
        self.stacks.remove(StackName.removeprefix("id:"))

    def get_paginator(self, name: str) -> Any:
        return getattr(self, f"_{name}")()

    def _describe_stack_events(self) -> Any:
        failed = {"LogicalResourceId": "Logs", "ResourceStatus": "DELETE_FAILED", "ResourceStatusReason": "not empty"}
        old = failed | {"LogicalResourceId": "Old"}
        return Pages(
            lambda _: {"StackEvents": [failed | {"EventId": "new"}, {"EventId": "before"}, old | {"EventId": "old"}]}
        )

    def _list_stack_resources(self) -> Any:
        return Pages(lambda stack: {"StackResourceSummaries": self.resources.get(stack, [])})


class Pages:
    def __init__(self, page: Any) -> None:
        self._page = page

    def paginate(self, *, StackName: str) -> list[Any]:
        return [self._page(StackName)]


def resource(id: str, type: str, status: str = "DELETE_SKIPPED") -> dict[str, str]:
    physical = f"the-{id.lower()}"
    return {"LogicalResourceId": id, "PhysicalResourceId": physical, "ResourceType": type, "ResourceStatus": status}


@pytest.fixture
def cloudformation(monkeypatch: pytest.MonkeyPatch) -> CloudFormation:
    """Of an account in which the last environment, whose data were given up, and a sandbox live."""
    fake = CloudFormation(*STACKS, f"{NAME}-sandbox-ada-service", f"{NAME}-sandbox-ada-data")
    with_given_up(monkeypatch, GIVEN_UP)
    monkeypatch.setattr(destroy, "account", lambda _environment: "333333333333")
    for session in ("deploy_session", "own_session"):
        monkeypatch.setattr(destroy, session, lambda _environment: fake)
    return fake


def with_given_up(monkeypatch: pytest.MonkeyPatch, environment: Environment) -> None:
    all_of_them = (*ENVIRONMENTS[:-1], environment)
    monkeypatch.setattr(destroy, "ENVIRONMENTS", all_of_them)
    monkeypatch.setattr("pipeline.actions.environments_by_name.ENVIRONMENTS", all_of_them)


def confirmed(environment: Environment = GIVEN_UP) -> list[str]:
    return [environment.name, "--confirm", f"{NAME}-{environment.name}"]


def test_the_service_goes_before_its_data_and_nothing_else_goes(cloudformation: CloudFormation) -> None:
    assert destroy.main(confirmed()) == 0
    assert cloudformation.deleted == list(STACKS)


def test_a_sandbox_goes_without_a_confirmation(cloudformation: CloudFormation) -> None:
    assert destroy.main(["sandbox-ada"]) == 0
    assert cloudformation.deleted == [f"{NAME}-sandbox-ada-service", f"{NAME}-sandbox-ada-data"]


@pytest.mark.parametrize("said", [[], ["--confirm", NAME], ["--confirm", GIVEN_UP.name]])
@pytest.mark.parametrize("name", [*(environment.name for environment in ENVIRONMENTS), SANDBOX.name])
def test_an_environment_stays_until_somebody_names_project_and_environment(
    name: str, said: list[str], cloudformation: CloudFormation, capsys: pytest.CaptureFixture[str]
) -> None:
    assert destroy.main([name, *said]) == 1
    assert f"make destroy ENVIRONMENT={name} CONFIRM={NAME}-{name}\n" in capsys.readouterr().err
    assert cloudformation.deleted == []


def test_an_environment_that_is_called_like_a_sandbox_needs_its_confirmation_too(
    cloudformation: CloudFormation, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_given_up(monkeypatch, replace(GIVEN_UP, name="sandbox-ada"))
    assert destroy.main(["sandbox-ada"]) == 1
    assert cloudformation.deleted == []


def test_an_environment_is_deleted_with_the_own_credentials_and_a_sandbox_as_it_was_deployed(
    cloudformation: CloudFormation, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def remembering(session: str) -> Any:
        return lambda environment: asked.append(f"{session} {environment.name}") or cloudformation

    for session in ("deploy_session", "own_session"):
        monkeypatch.setattr(destroy, session, remembering(session))
    destroy.main(confirmed())
    destroy.main(["sandbox-ada"])
    assert asked == [f"own_session {GIVEN_UP.name}", "deploy_session sandbox-ada"]


def test_protected_data_stay_and_the_sentence_says_how_to_give_them_up(
    cloudformation: CloudFormation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    protected = replace(GIVEN_UP, protect_data=True)
    with_given_up(monkeypatch, protected)
    assert destroy.main(confirmed(protected)) == 1
    assert f"write protect_data=False for {GIVEN_UP.name} in environments.py and deploy that" in capsys.readouterr().err
    assert cloudformation.deleted == []


@pytest.mark.parametrize("stack", STACKS)
def test_nothing_goes_while_one_of_the_stacks_is_protected(
    stack: str, cloudformation: CloudFormation, capsys: pytest.CaptureFixture[str]
) -> None:
    cloudformation.protected = {stack}
    assert destroy.main(confirmed()) == 1
    told = capsys.readouterr().err
    assert f"{stack} is still protected" in told
    assert f"--stack-name {stack} --no-enable-termination-protection --region {GIVEN_UP.region}" in told
    assert cloudformation.deleted == []


def test_a_second_try_deletes_what_the_first_one_left(cloudformation: CloudFormation) -> None:
    cloudformation.stacks.remove(STACKS[0])
    assert destroy.main(confirmed()) == 0
    assert cloudformation.deleted == [STACKS[1]]


def test_where_there_is_nothing_to_delete_the_account_is_named(
    cloudformation: CloudFormation, capsys: pytest.CaptureFixture[str]
) -> None:
    cloudformation.stacks = []
    assert destroy.main(confirmed()) == 1
    assert f"is in account 333333333333, region {GIVEN_UP.region};" in capsys.readouterr().err


def test_a_failure_names_resource_and_reason_and_the_data_stay(
    cloudformation: CloudFormation, capsys: pytest.CaptureFixture[str]
) -> None:
    cloudformation.stuck = "service"
    assert destroy.main(confirmed()) == 1
    assert capsys.readouterr().err == f"{STACKS[0]} could not be deleted:\n- Logs: not empty\n"
    assert cloudformation.deleted == [STACKS[0]]


def test_a_deletion_may_take_hours_and_one_that_goes_on_is_not_called_a_failure(
    cloudformation: CloudFormation, capsys: pytest.CaptureFixture[str]
) -> None:
    cloudformation.stuck, cloudformation.status = "service", "DELETE_IN_PROGRESS"
    assert destroy.main(confirmed()) == 1
    told = capsys.readouterr().err
    assert f"{STACKS[0]} is still being deleted" in told and "Run this again" in told
    assert cloudformation.waited == [24]


def test_what_a_stack_leaves_behind_is_printed_with_the_command_that_removes_it(
    cloudformation: CloudFormation, capsys: pytest.CaptureFixture[str]
) -> None:
    cloudformation.resources[f"id:{STACKS[1]}"] = [resource("Orders", "AWS::DynamoDB::Table")]
    assert destroy.main(confirmed()) == 0
    told = capsys.readouterr().out
    assert "Left behind: Orders (AWS::DynamoDB::Table) the-orders. To remove it: aws dynamodb update-table " in told
    assert f"aws dynamodb delete-table --table-name the-orders --region {GIVEN_UP.region}\n" in told


def left(**resources: list[dict[str, str]]) -> list[str]:
    fake = CloudFormation()
    fake.resources = resources
    return left_behind(fake, "stack", region="eu-west-1")


def test_a_key_comes_after_what_it_encrypts_and_what_nobody_can_name_a_command_for_comes_first() -> None:
    types = ("AWS::KMS::Key", "AWS::S3::Bucket", "AWS::Own::Thing")
    told = left(stack=[resource(type[5:8].strip(":"), type) for type in types])
    assert [line.split()[2] for line in told] == ["Own", "S3", "KMS"]
    assert "by hand" in told[0]


def test_a_bucket_loses_every_version_before_it_goes() -> None:
    (told,) = left(stack=[resource("Files", "AWS::S3::Bucket")])
    code = told.partition('-c "')[2].removesuffix('"')
    assert code.endswith("Bucket('the-files'); bucket.object_versions.delete(); bucket.delete()")
    compile(code, "command", "exec")


def test_a_key_that_was_deleted_can_be_kept_for_a_while() -> None:
    (told,) = left(stack=[resource("Key", "AWS::KMS::Key", "DELETE_COMPLETE")])
    assert "aws kms cancel-key-deletion --key-id the-key --region eu-west-1" in told


def test_what_is_gone_and_versions_of_functions_are_not_left_behind() -> None:
    gone = resource("Table", "AWS::DynamoDB::Table", "DELETE_COMPLETE")
    assert left(stack=[gone, resource("Version", "AWS::Lambda::Version")]) == []


def test_a_nested_stack_leaves_things_behind_too() -> None:
    nested = resource("Extension", "AWS::CloudFormation::Stack", "DELETE_COMPLETE")
    (told,) = left(stack=[nested], **{"the-extension": [resource("Logs", "AWS::Logs::LogGroup")]})
    assert "aws logs delete-log-group --log-group-name the-logs" in told
