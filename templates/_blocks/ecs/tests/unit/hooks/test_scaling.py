"""Scaling is held before CodeDeploy makes new tasks, and comes back however the deployment or its build ended."""

from collections.abc import Iterator

import pytest
from botocore.stub import Stubber
from moto import mock_aws
from release_hooks import scaling
from release_hooks.aws import client

TARGET = {
    "ServiceNamespace": "ecs",
    "ResourceId": "service/orders/users",
    "ScalableDimension": "ecs:service:DesiredCount",
}
OF_CODEDEPLOY = {"DeploymentId": "d-ABCDEF123", "LifecycleEventHookExecutionId": "execution-1"}
OF_THE_CLOCK = {"source": "aws.events", "detail-type": "Scheduled Event"}
ALL = {"DynamicScalingInSuspended", "DynamicScalingOutSuspended", "ScheduledScalingSuspended"}


@pytest.fixture(autouse=True)
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One service that CodeDeploy deploys, with its task set, and the variables of the function."""
    for name, value in {"CLUSTER": "orders", "SERVICE": "users", "DEPLOYMENT_GROUP": "orders-prod"}.items():
        monkeypatch.setenv(name, value)
    with mock_aws():
        client.cache_clear()
        ecs = client("ecs")
        ecs.create_cluster(clusterName="orders")
        ecs.register_task_definition(
            family="users", containerDefinitions=[{"name": "service", "image": "image", "memory": 256}]
        )
        ecs.create_service(
            cluster="orders",
            serviceName="users",
            taskDefinition="users",
            desiredCount=2,
            deploymentController={"type": "CODE_DEPLOY"},
        )
        tasks("users")
        yield
    client.cache_clear()


def tasks(definition: str) -> str:
    """Another set of tasks beside those that are there; returns its ARN."""
    made = client("ecs").create_task_set(cluster="orders", service="users", taskDefinition=definition)
    return str(made["taskSet"]["taskSetArn"])


def scales(*, suspended: dict[str, bool] | None = None) -> None:
    client("application-autoscaling").register_scalable_target(
        **TARGET, MinCapacity=2, MaxCapacity=10, SuspendedState=suspended or {}
    )


def suspended() -> set[str]:
    """What is suspended; the least and the most tasks are never touched."""
    (target,) = client("application-autoscaling").describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
    assert (target["MinCapacity"], target["MaxCapacity"]) == (2, 10)
    return {name for name, value in target.get("SuspendedState", {}).items() if value}


def deploy() -> None:
    """CodeDeploy calls before it makes new tasks, and gets exactly one report: Succeeded."""
    with Stubber(client("codedeploy")) as codedeploy:
        codedeploy.add_response(
            "put_lifecycle_event_hook_execution_status",
            {"lifecycleEventHookExecutionId": "execution-1"},
            {"deploymentId": "d-ABCDEF123", "lifecycleEventHookExecutionId": "execution-1", "status": "Succeeded"},
        )
        scaling.handle(OF_CODEDEPLOY, None)
        codedeploy.assert_no_pending_responses()


def clock(*under_way: str) -> None:
    """The clock calls while these deployments are under way."""
    with Stubber(client("codedeploy")) as codedeploy:
        codedeploy.add_response(
            "list_deployments",
            {"deployments": [*under_way]},
            {
                "applicationName": "orders-prod",
                "deploymentGroupName": "orders-prod",
                "includeOnlyStatuses": ["Created", "Queued", "InProgress", "Baking", "Ready"],
            },
        )
        scaling.handle(OF_THE_CLOCK, None)


def test_nothing_scales_while_a_deployment_is_under_way() -> None:
    scales()
    deploy()
    assert suspended() == ALL
    tasks("users")
    clock("d-ABCDEF123")
    assert suspended() == ALL


def test_scaling_comes_back_when_nothing_is_deployed_any_more_whoever_ended_the_build() -> None:
    scales()
    deploy()
    clock()
    assert suspended() == set()


def test_between_a_deployment_that_failed_and_the_one_that_takes_it_back_scaling_stays_held() -> None:
    scales()
    deploy()
    new = tasks("users")
    clock()
    assert suspended() == ALL
    client("ecs").delete_task_set(cluster="orders", service="users", taskSet=new, force=True)
    clock()
    assert suspended() == set()


def test_what_a_killed_deployment_left_held_is_held_on_and_comes_back_after_the_next_one() -> None:
    scales(suspended=dict.fromkeys(ALL, True))
    deploy()
    assert suspended() == ALL
    clock()
    assert suspended() == set()


def test_what_people_resume_while_a_deployment_is_under_way_is_not_held_again() -> None:
    scales()
    deploy()
    scales(suspended=dict.fromkeys(ALL, False))
    clock("d-ABCDEF123")
    assert suspended() == set()


def test_what_people_suspend_themselves_stays_theirs() -> None:
    scales(suspended={"DynamicScalingInSuspended": True})
    deploy()
    assert suspended() == {"DynamicScalingInSuspended"}
    clock()
    assert suspended() == {"DynamicScalingInSuspended"}


def test_a_first_deployment_has_nothing_to_hold() -> None:
    deploy()
    clock()
    assert client("application-autoscaling").describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"] == []


def test_a_scaling_that_cannot_be_held_stops_no_release_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with Stubber(client("application-autoscaling")) as refusing:
        refusing.add_client_error("describe_scalable_targets", "AccessDeniedException")
        deploy()
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == [scaling.NOT_HELD]


def test_a_scaling_that_cannot_be_given_back_fails_so_that_the_clock_tries_again() -> None:
    with Stubber(client("application-autoscaling")) as refusing:
        refusing.add_client_error("describe_scalable_targets", "AccessDeniedException")
        with pytest.raises(Exception, match="AccessDeniedException"):
            scaling.handle(OF_THE_CLOCK, None)


def test_every_status_in_which_a_deployment_has_not_ended_counts() -> None:
    every = client("codedeploy").meta.service_model.shape_for("DeploymentStatus").enum
    assert set(scaling.UNDER_WAY) == set(every) - {"Succeeded", "Failed", "Stopped"}
