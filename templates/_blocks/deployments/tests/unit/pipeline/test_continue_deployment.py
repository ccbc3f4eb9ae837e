"""A deployment that waits for a person is answered with that person's rights, and in one sentence."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from environments import ENVIRONMENTS
from pipeline.actions import continue_deployment
from workload.environment import Environment
from workload.names import deployment_name, stack_name

PROD = ENVIRONMENTS[-1]
STACK, NAME = stack_name(PROD, "service"), deployment_name(PROD)
ARN = "arn:aws:ecs:eu-central-1:111111111111:"
SERVICE = f"{ARN}service/its-cluster/its-service"
DEPLOYMENT = f"{ARN}service-deployment/its-cluster/its-service/abc"
WAITING = {"hookId": "ecs-pause-1", "targetType": "PAUSE", "status": "AWAITING_ACTION", "timeoutAction": "ROLLBACK"}
# Of the same deployment, long over.
PASSED = {"hookId": "ecs-lambda-1", "targetType": "AWS_LAMBDA", "status": "SUCCEEDED"}


class Account:
    """The account of an environment; what a test does not script is refused by the stubs."""

    def __init__(self) -> None:
        clients = {name: boto3.client(name) for name in ("cloudformation", "ecs")}
        self._clients = clients
        self.cloudformation, self.ecs = (Stubber(client) for client in clients.values())
        self.asked: list[Environment] = []

    def client(self, name: str) -> Any:
        return self._clients[name]

    def session(self, environment: Environment) -> "Account":
        self.asked.append(environment)
        return self

    def has_services(self, *services: str) -> None:
        stack = {"StackName": STACK, "StackStatus": "UPDATE_IN_PROGRESS", "CreationTime": "2026-11-02T09:00:00Z"}
        self.cloudformation.add_response("describe_stacks", {"Stacks": [stack]}, {"StackName": STACK})
        found = [("AWS::ECS::Service", service) for service in services] + [("AWS::ECS::Cluster", "its-cluster")]
        summaries = [
            {
                "LogicalResourceId": "Id",
                "ResourceType": kind,
                "PhysicalResourceId": id,
                "LastUpdatedTimestamp": "2026-11-02T09:00:00Z",
                "ResourceStatus": "UPDATE_IN_PROGRESS",
            }
            for kind, id in found
        ]
        self.cloudformation.add_response(
            "list_stack_resources", {"StackResourceSummaries": summaries}, {"StackName": STACK}
        )

    def deploys(self, service: str, *hooks: dict[str, str], **more: Any) -> None:
        """hooks: of its deployment in progress; none: there is no deployment."""
        asked = {"service": service, "cluster": "its-cluster", "status": ["IN_PROGRESS"]}
        listed = [{"serviceDeploymentArn": DEPLOYMENT}] if hooks else []
        self.ecs.add_response("list_service_deployments", {"serviceDeployments": listed}, asked)
        if hooks:
            described = {"serviceDeploymentArn": DEPLOYMENT, "lifecycleHookDetails": list(hooks), **more}
            self.ecs.add_response(
                "describe_service_deployments",
                {"serviceDeployments": [described]},
                {"serviceDeploymentArns": [DEPLOYMENT]},
            )

    def expects(self, action: str) -> None:
        answered = {"serviceDeploymentArn": DEPLOYMENT, "hookId": "ecs-pause-1", "action": action}
        self.ecs.add_response("continue_service_deployment", {"serviceDeploymentArn": DEPLOYMENT}, answered)


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    account = Account()
    monkeypatch.setattr(continue_deployment, "own_session", account.session)
    with account.cloudformation, account.ecs:
        yield account
        account.cloudformation.assert_no_pending_responses()
        account.ecs.assert_no_pending_responses()


@pytest.mark.parametrize(
    ("words", "action", "sentence"),
    [([], "CONTINUE", "continues"), (["--rollback", "yes"], "ROLLBACK", "is rolled back")],
    ids=["continue", "roll back"],
)
def test_the_pause_is_answered_and_says_what_users_have_seen(
    account: Account, capsys: pytest.CaptureFixture[str], words: list[str], action: str, sentence: str
) -> None:
    account.has_services(SERVICE)
    account.deploys(SERVICE, PASSED, WAITING, targetServiceRevision={"requestedProductionTrafficWeight": 10.0})
    account.expects(action)
    assert continue_deployment.main([PROD.name, *words]) == 0
    assert capsys.readouterr().out == (
        f"The deployment of {NAME} {sentence}; 10 percent of the traffic went to the new version while it waited.\n"
    )
    assert account.asked == [PROD]


def test_of_several_services_the_one_that_waits_is_answered(account: Account) -> None:
    others = f"{ARN}service/its-cluster/others"
    account.has_services(others, SERVICE)
    account.deploys(others)
    account.deploys(SERVICE, WAITING)
    account.expects("CONTINUE")
    assert continue_deployment.main([PROD.name]) == 0


@pytest.mark.parametrize("hooks", [(), (PASSED,)], ids=["no deployment", "a deployment that does not wait"])
def test_where_nothing_waits_one_sentence_says_so(
    account: Account, capsys: pytest.CaptureFixture[str], hooks: tuple[dict[str, str], ...]
) -> None:
    account.has_services(SERVICE)
    account.deploys(SERVICE, *hooks)
    assert continue_deployment.main([PROD.name]) == 1
    assert f"No deployment of {NAME} waits for an answer: none is on its way" in capsys.readouterr().err


def test_where_nothing_is_deployed_one_sentence_says_so(account: Account, capsys: pytest.CaptureFixture[str]) -> None:
    account.cloudformation.add_client_error(
        "describe_stacks", "ValidationError", f"Stack with id {STACK} does not exist"
    )
    assert continue_deployment.main([PROD.name]) == 1
    assert f"There is no stack {STACK} in {PROD.region}" in capsys.readouterr().err


def test_a_pause_that_somebody_else_has_answered_is_one_sentence(
    account: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    account.has_services(SERVICE)
    account.deploys(SERVICE, WAITING)
    account.ecs.add_client_error("continue_service_deployment", "InvalidParameterException", "The hook is not paused.")
    assert continue_deployment.main([PROD.name]) == 1
    assert capsys.readouterr().err == "AWS refused ContinueServiceDeployment: The hook is not paused.\n"


@pytest.mark.parametrize("word", ["no", "true", ""])
def test_another_word_than_yes_neither_continues_nor_rolls_back(account: Account, word: str) -> None:
    with pytest.raises(SystemExit):
        continue_deployment.main([PROD.name, "--rollback", word])
    assert account.asked == []
