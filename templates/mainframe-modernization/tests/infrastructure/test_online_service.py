"""The online service: its store, its workers, where it stands, and what makes more tasks of it start."""

import pytest

from tests.support.choices import CANARY, CODEDEPLOY, CODEDEPLOY_CANARY, LINEAR, ROLLING, SHIFTING
from tests.support.cloudformation import Template, properties, references, resources, statements, text
from tests.support.synthesis import CODE
from tests.support.tasks import (
    balancer,
    delivered,
    delivered_definition,
    only_container,
    variables,
)
from tests.support.workload_templates import deployed
from workload.environment import Environment, Store
from workload.names import deployment_name
from workload.service.scaling import BUSY_PERCENT

POLICY = "AWS::ApplicationAutoScaling::ScalingPolicy"
each_kind = pytest.mark.parametrize(
    "environment",
    [SHIFTING, ROLLING, CANARY, LINEAR, CODEDEPLOY, CODEDEPLOY_CANARY],
    ids=lambda each: each.name,
)


def handed(template: Template) -> dict[str, str]:
    return variables(only_container(delivered_definition(template)))


@each_kind
def test_a_task_knows_the_store_of_its_environment_and_no_other(environment: Environment) -> None:
    given = handed(deployed(environment)["service"])
    assert given["STORE"] == environment.store.value
    assert ("TABLE_NAME" in given) is (environment.store is Store.DYNAMODB)
    assert any(name.startswith("DATABASE_") for name in given) is (environment.store is Store.POSTGRESQL)


@each_kind
def test_a_task_may_use_its_store_and_traces(environment: Environment) -> None:
    template = deployed(environment)["service"]
    role = references(delivered_definition(template)["TaskRoleArn"])
    allowed = text([each for name, each in statements(template) if {name} == role])
    assert ("dynamodb:PutItem" in allowed) is (environment.store is Store.DYNAMODB)
    assert ("rds-db:connect" in allowed) is (environment.store is Store.POSTGRESQL)
    assert "xray:PutSpans" in allowed
    assert handed(template)["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"].startswith("https://xray.")


@each_kind
def test_a_task_has_a_worker_for_each_core_and_one_more_while_one_is_replaced(environment: Environment) -> None:
    template = deployed(environment)["service"]
    cores = int(delivered_definition(template)["Cpu"]) / 1024
    assert int(handed(template)["PROGRAM_WORKERS"]) >= max(2, int(cores))
    # The load balancer gives up after a minute; a call and the wait for its worker have to end before.
    assert 0 < float(handed(template)["PROGRAM_SECONDS"]) <= 25


@each_kind
def test_the_service_is_reached_through_the_router_only(environment: Environment) -> None:
    template = deployed(environment)["service"]
    _, internal = balancer(template)
    assert internal["Scheme"] == "internal"
    assert "domain" not in text(internal)
    assert references(internal["SecurityGroups"]).isdisjoint(references(template["Outputs"]))


@pytest.mark.parametrize(
    "environment", [SHIFTING, CANARY, LINEAR, CODEDEPLOY, CODEDEPLOY_CANARY], ids=lambda each: each.name
)
def test_hooks_work_in_the_network_since_the_service_is_reached_nowhere_else(environment: Environment) -> None:
    template = deployed(environment)["service"]
    functions = resources(template, "AWS::Lambda::Function").values()
    hooks = [each["Properties"] for each in functions if each["Properties"]["Handler"].endswith("_traffic")]
    assert len(hooks) == 2
    for hook in hooks:
        assert hook["VpcConfig"]["SubnetIds"] and hook["VpcConfig"]["SecurityGroupIds"]
        assert hook["Environment"]["Variables"]["TLS_NAME"] == ""


@each_kind
def test_the_number_of_tasks_follows_calls_that_wait_for_a_worker(environment: Environment) -> None:
    template = deployed(environment)["service"]
    id, _ = delivered(template)
    targets = resources(template, "AWS::ApplicationAutoScaling::ScalableTarget").items()
    (target,) = [name for name, each in targets if id in references(each["Properties"])]
    policies = [each for each in properties(template, POLICY) if references(each["ScalingTargetId"]) == {target}]
    tracked = [each["TargetTrackingScalingPolicyConfiguration"] for each in policies]
    (waiting,) = [each for each in tracked if "CallsWaiting" in text(each)]
    metric = waiting["CustomizedMetricSpecification"]
    # Of one task, so that it falls when there are more of them: a sum of all would never.
    assert (metric["Namespace"], metric["Statistic"]) == (deployment_name(environment), "Average")
    assert [each["Name"] for each in metric["Dimensions"]] == ["service"]
    assert waiting["TargetValue"] > 0
    assert {each["TargetValue"] for each in tracked} >= {BUSY_PERCENT, environment.requests_per_task}


def test_the_metric_that_tasks_follow_is_one_that_a_task_publishes() -> None:
    assert '"CallsWaiting"' in "".join(each.read_text("utf-8") for each in CODE.glob("*/*.py"))
