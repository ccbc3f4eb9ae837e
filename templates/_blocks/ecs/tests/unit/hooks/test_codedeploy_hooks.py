"""The report to CodeDeploy: exactly one, and Failed whatever went wrong."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.stub import Stubber
from release_hooks import codedeploy
from release_hooks.aws import client
from release_hooks.container import CONTAINER
from release_hooks.release_test import Context as LambdaContext

from tests.support.hooks import IMAGE, Context, Tasks

EVENT = {"DeploymentId": "d-ABCDEF123", "LifecycleEventHookExecutionId": "execution-1"}
TASK = "arn:aws:ecs:eu-west-1:111111111111:task-definition/orders:7"
APPSPEC = {"Resources": [{"TargetService": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": TASK}}}]}
Hook = Callable[[dict[str, Any], LambdaContext], None]
HOOKS = pytest.mark.parametrize("hook", [codedeploy.pre_traffic, codedeploy.post_traffic], ids=["pre", "post"])
pytestmark = pytest.mark.usefixtures("settings")


def deployed(image: str, appspec: object = APPSPEC) -> tuple[Stubber, Stubber]:
    """CodeDeploy and ECS, which say what is deployed; the real clients check what they are asked."""
    content = {"revisionType": "AppSpecContent", "appSpecContent": {"content": json.dumps(appspec)}}
    deployments, tasks = Stubber(client("codedeploy")), Stubber(client("ecs"))
    deployments.add_response(
        "get_deployment", {"deploymentInfo": {"revision": content}}, {"deploymentId": "d-ABCDEF123"}
    )
    tasks.add_response(
        "describe_task_definition",
        {"taskDefinition": {"containerDefinitions": [{"name": "sidecar"}, {"name": CONTAINER, "image": image}]}},
        {"taskDefinition": TASK},
    )
    return deployments, tasks


def expect_report(deployments: Stubber, status: str) -> None:
    deployments.add_response(
        "put_lifecycle_event_hook_execution_status",
        {"lifecycleEventHookExecutionId": "execution-1"},
        {"deploymentId": "d-ABCDEF123", "lifecycleEventHookExecutionId": "execution-1", "status": status},
    )


def run(hook: Hook, status: str, context: Context | None = None, **what: Any) -> None:
    """Run the hook of a deployment and accept this one report, and no other."""
    deployments, tasks = deployed(**{"image": IMAGE, **what})
    expect_report(deployments, status)
    with deployments, tasks:
        hook(EVENT, context or Context())
        deployments.assert_no_pending_responses()


@HOOKS
def test_a_release_that_works_is_reported_as_succeeded(hook: Hook) -> None:
    run(hook, "Succeeded")


@HOOKS
def test_a_wrong_answer_is_reported_as_failed(hook: Hook, tasks: Tasks, users_see: Tasks) -> None:
    tasks.change = users_see.change = lambda _route, reply: (500, reply[1])
    run(hook, "Failed")


@HOOKS
def test_an_old_version_is_reported_as_failed(hook: Hook, tasks: Tasks, users_see: Tasks) -> None:
    tasks.version = users_see.version = "0ld"
    run(hook, "Failed")


@HOOKS
def test_an_image_without_a_digest_is_reported_as_failed(hook: Hook) -> None:
    run(hook, "Failed", image="orders:latest")


@HOOKS
@pytest.mark.parametrize("appspec", [{}, {"Resources": []}, "no object"])
def test_an_appspec_without_a_task_is_reported_as_failed(hook: Hook, appspec: object) -> None:
    run(hook, "Failed", appspec=appspec)


@HOOKS
@pytest.mark.parametrize("variable", ["ENDPOINT", "TEST_ENDPOINT", "RELEASE_TEST_SECRET_ARN"])
def test_a_hook_that_is_not_configured_reports_failed_instead_of_letting_codedeploy_wait(
    hook: Hook, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.delenv(variable)
    deployments = Stubber(client("codedeploy"))
    expect_report(deployments, "Failed")
    with deployments:
        hook(EVENT, Context())
        deployments.assert_no_pending_responses()


@HOOKS
def test_a_hook_that_runs_out_of_time_still_reports(hook: Hook, tasks: Tasks, users_see: Tasks) -> None:
    run(hook, "Failed", Context(milliseconds_left=20_000))
    assert tasks.requests == users_see.requests == []


@HOOKS
def test_a_report_that_is_refused_is_an_error_and_not_tried_again_as_failed(hook: Hook) -> None:
    deployments, tasks = deployed(IMAGE)
    deployments.add_client_error("put_lifecycle_event_hook_execution_status", "LifecycleEventAlreadyCompletedException")
    with deployments, tasks:
        with pytest.raises(client("codedeploy").exceptions.LifecycleEventAlreadyCompletedException):
            hook(EVENT, Context())
        deployments.assert_no_pending_responses()


@HOOKS
def test_an_event_that_is_not_from_codedeploy_is_an_error_before_anything_is_sent(hook: Hook, tasks: Tasks) -> None:
    with pytest.raises(KeyError, match="LifecycleEventHookExecutionId"):
        hook({"DeploymentId": "d-ABCDEF123"}, Context())
    assert tasks.requests == []
