"""What the templates promise about the worker on the queue of parcels."""

from typing import Any

import pytest

from environments import SANDBOX
from tests.support.choices import CANARY, LINEAR
from tests.support.cloudformation import as_list, health_alarms, properties, references, resources, statements, text
from tests.support.synthesis import every_environment
from tests.support.tasks import DEFINITION, SERVICE, delivered_definition, only_container, variables
from tests.support.workload_templates import deployed
from workload.environment import Environment

COMMAND = ["python", "-m", "parcels_worker"]
# As messages.py of the worker prolongs it.
HELD_SECONDS = 60


@pytest.fixture
def service() -> dict[str, Any]:
    return deployed(SANDBOX)["service"]


def definition(service: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Logical id and properties of what its tasks are."""
    found = [(name, each["Properties"]) for name, each in resources(service, DEFINITION).items()]
    ((name, worker),) = [(name, each) for name, each in found if only_container(each).get("Command") == COMMAND]
    return name, worker


def tasks(service: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Logical id and properties of the ECS service that runs them."""
    name, _ = definition(service)
    found = [(id, each["Properties"]) for id, each in resources(service, SERVICE).items()]
    ((id, worker),) = [(id, each) for id, each in found if references(each["TaskDefinition"]) == {name}]
    return id, worker


def queues(service: dict[str, Any]) -> tuple[str, str]:
    """Logical ids of the queue and of its dead-letter queue."""
    given = {each["Name"]: each["Value"] for each in only_container(definition(service)[1])["Environment"]}
    (queue,) = references(given["PARCELS_QUEUE_URL"])
    (failed,) = references(service["Resources"][queue]["Properties"]["RedrivePolicy"]["deadLetterTargetArn"])
    return queue, failed


def test_a_message_that_fails_five_times_is_kept_for_two_weeks(service: dict[str, Any]) -> None:
    queue, failed = (service["Resources"][name]["Properties"] for name in queues(service))
    assert queue["RedrivePolicy"]["maxReceiveCount"] == 5
    assert queue["VisibilityTimeout"] == HELD_SECONDS
    assert failed["MessageRetentionPeriod"] == 14 * 24 * 60 * 60


@every_environment
def test_it_runs_the_image_of_the_api_by_the_same_digest(environment: Environment) -> None:
    service = deployed(environment)["service"]
    worker, api = only_container(definition(service)[1]), only_container(delivered_definition(service))
    assert worker["Image"] == api["Image"] == {"Ref": "Image"}
    assert variables(worker)["VERSION"] == variables(api)["VERSION"]


@every_environment
def test_the_queues_are_encrypted_with_the_key_of_the_environment_and_refuse_plain_http(
    environment: Environment,
) -> None:
    service = deployed(environment)["service"]
    policies = properties(service, "AWS::SQS::QueuePolicy")
    for name in queues(service):
        assert service["Resources"][name]["Properties"]["KmsMasterKeyId"]
        (policy,) = [each for each in policies if name in references(each["Queues"])]
        (denied,) = [each for each in policy["PolicyDocument"]["Statement"] if each["Effect"] == "Deny"]
        assert "aws:SecureTransport" in text(denied)


def test_the_worker_may_take_messages_of_its_queue_and_send_none(service: dict[str, Any]) -> None:
    queue, _ = queues(service)
    role = references(definition(service)[1]["TaskRoleArn"])
    allowed = [each for name, each in statements(service) if {name} == role]
    actions = {action: references(each["Resource"]) for each in allowed for action in as_list(each["Action"])}
    taking = {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"}
    assert {action for action in actions if action.startswith("sqs:")} == taking
    assert all(actions[action] == {queue} for action in taking)
    assert {action for action in actions if action.startswith("kms:")} == {"kms:Decrypt"}


def test_nobody_reaches_the_tasks_and_they_are_in_private_subnets(service: dict[str, Any]) -> None:
    network = tasks(service)[1]["NetworkConfiguration"]["AwsvpcConfiguration"]
    (group,) = references(network["SecurityGroups"])
    assert "SecurityGroupIngress" not in service["Resources"][group]["Properties"]
    ingress = resources(service, "AWS::EC2::SecurityGroupIngress").values()
    assert not [each for each in ingress if group in references(each["Properties"]["GroupId"])]
    assert network.get("AssignPublicIp", "DISABLED") == "DISABLED"
    assert not only_container(definition(service)[1]).get("PortMappings")


def test_a_task_that_hangs_is_replaced_and_one_that_stops_has_time_to_return_its_message(
    service: dict[str, Any],
) -> None:
    container = only_container(definition(service)[1])
    assert container["HealthCheck"]["Command"] == ["CMD", "python", "-m", "parcels_worker.alive"]
    assert container["StopTimeout"] == 30


@every_environment
def test_a_release_that_does_not_start_or_handles_nothing_is_rolled_back(environment: Environment) -> None:
    service = deployed(environment)["service"]
    _, worker = tasks(service)
    configuration = worker["DeploymentConfiguration"]
    breaker = configuration["DeploymentCircuitBreaker"]
    assert (breaker["Enable"], breaker["Rollback"]) == (True, True)
    watching = configuration["Alarms"]
    assert (watching["Enable"], watching["Rollback"]) == (True, True)
    watched = [service["Resources"][name]["Properties"] for name in references(watching["AlarmNames"])]
    assert ["ParcelsFailed" in text(each) for each in watched].count(True) == 1
    assert {queues(service)[1]} in [references(each.get("Dimensions", [])) for each in watched]


@every_environment
def test_a_failed_message_and_a_worker_that_handles_nothing_roll_every_deployment_back(
    environment: Environment,
) -> None:
    service = deployed(environment)["service"]
    _, failed = queues(service)
    watched = health_alarms(service)
    on_queues = [(alarm.get("MetricName"), references(alarm.get("Dimensions", []))) for alarm in watched]
    assert ("ApproximateNumberOfMessagesVisible", {failed}) in on_queues
    (errors,) = [alarm["Metrics"] for alarm in watched if "ParcelsFailed" in text(alarm)]
    counted = {each["MetricStat"]["Metric"]["MetricName"] for each in errors if "MetricStat" in each}
    assert counted == {"ParcelsFailed", "ParcelsHandled"}


@every_environment
def test_a_slow_worker_tells_people_and_rolls_nothing_back(environment: Environment) -> None:
    service = deployed(environment)["service"]
    queue, _ = queues(service)
    alarms = properties(service, "AWS::CloudWatch::Alarm")
    on_age = [alarm for alarm in alarms if alarm.get("MetricName") == "ApproximateAgeOfOldestMessage"]
    (slow,) = [alarm for alarm in on_age if references(alarm["Dimensions"]) == {queue}]
    assert slow not in health_alarms(service)
    assert slow["AlarmActions"]


def test_more_tasks_run_when_more_messages_wait_for_each(service: dict[str, Any]) -> None:
    id, _ = tasks(service)
    targets = resources(service, "AWS::ApplicationAutoScaling::ScalableTarget").items()
    ((target, found),) = [(name, each["Properties"]) for name, each in targets if id in references(each["Properties"])]
    assert 1 <= found["MinCapacity"] < found["MaxCapacity"]
    (policy,) = [
        each["TargetTrackingScalingPolicyConfiguration"]
        for each in properties(service, "AWS::ApplicationAutoScaling::ScalingPolicy")
        if references(each["ScalingTargetId"]) == {target}
    ]
    metrics = {each["Id"]: each for each in policy["CustomizedMetricSpecification"]["Metrics"]}
    assert queues(service)[0] in references(metrics["waiting"])
    assert id in references(metrics["running"])
    assert [each["Id"] for each in metrics.values() if each["ReturnData"]] == ["backlog"]


@pytest.mark.parametrize(
    ("environment", "provider"),
    [(CANARY, "FARGATE"), (LINEAR, "FARGATE_SPOT")],
    ids=["the API on instances", "the API on spot capacity"],
)
def test_it_runs_on_fargate_whatever_the_api_runs_on(environment: Environment, provider: str) -> None:
    _, worker = tasks(deployed(environment)["service"])
    assert [each["CapacityProvider"] for each in worker["CapacityProviderStrategy"]] == [provider]
