"""The functions that try out new tasks: who calls them when, and what they may do."""

import json
from dataclasses import replace
from typing import Any

import pytest
from release_hooks.settings import RULES, Settings

from tests.support.cfn_lint import Linter
from tests.support.choices import CANARY, CODEDEPLOY, LINEAR, SHIFTING
from tests.support.cloudformation import (
    Template,
    as_list,
    health_alarms,
    in_words,
    properties,
    references,
    resources,
    statements,
    text,
    waits_for,
)
from tests.support.log_groups import refused_log_groups
from tests.support.tasks import balancer, delivered, is_public
from tests.support.workload_templates import deployed
from workload.environment import Environment
from workload.kept_probe import PARAMETER
from workload.names import hook_name, stack_name
from workload.service.load_balancer import PLAIN, TLS
from workload.service_deployment import HOOK_MINUTES
from workload.tasks_environment import TASKS_MINUTES

by_ecs_and_by_codedeploy = pytest.mark.parametrize("environment", [SHIFTING, CODEDEPLOY], ids=lambda each: each.name)


def called_by_ecs() -> list[dict[str, Any]]:
    """The hooks in the service, as it names them."""
    _, service = delivered(deployed(SHIFTING)["service"])
    return list(service["DeploymentConfiguration"]["LifecycleHooks"])


def hooks_of(template: Template) -> dict[str, dict[str, Any]]:
    """The functions that try out new tasks, by their logical ids."""
    functions = resources(template, "AWS::Lambda::Function").items()
    return {name: each for name, each in functions if each["Properties"]["Handler"].endswith("_traffic")}


@by_ecs_and_by_codedeploy
def test_hooks_try_out_new_tasks_before_users_see_them_and_after(environment: Environment) -> None:
    template = deployed(environment)["service"]
    hooks = hooks_of(template)
    assert {each["Properties"]["FunctionName"] for each in hooks.values()} == {
        hook_name(environment, "pre"),
        hook_name(environment, "post"),
    }
    module = "ecs" if environment is SHIFTING else "codedeploy"
    assert {each["Properties"]["Handler"] for each in hooks.values()} == {
        f"release_hooks.{module}.pre_traffic",
        f"release_hooks.{module}.post_traffic",
    }


def test_ecs_calls_the_hooks_at_the_stages_that_run_once() -> None:
    template = deployed(SHIFTING)["service"]
    handlers = {name: each["Properties"]["Handler"].rpartition(".")[2] for name, each in hooks_of(template).items()}
    stages = {handlers[hook["HookTargetArn"]["Fn::GetAtt"][0]]: hook["LifecycleStages"] for hook in called_by_ecs()}
    assert stages == {
        "pre_traffic": ["POST_TEST_TRAFFIC_SHIFT"],
        "post_traffic": ["POST_PRODUCTION_TRAFFIC_SHIFT"],
    }


def test_a_hook_that_does_not_answer_ends_the_deployment_within_the_minutes_that_it_counts() -> None:
    hooks = called_by_ecs()
    waits = [hook["TimeoutConfiguration"] for hook in hooks]
    assert waits == [{"TimeoutInMinutes": HOOK_MINUTES, "Action": "ROLLBACK"}] * 2
    functions = resources(deployed(SHIFTING)["service"], "AWS::Lambda::Function")
    # Its last answer is there before ECS gives up.
    for hook, wait in zip(hooks, waits, strict=True):
        function = functions[hook["HookTargetArn"]["Fn::GetAtt"][0]]["Properties"]
        assert function["Timeout"] < wait["TimeoutInMinutes"] * 60
    counted = SHIFTING.deployment_minutes - SHIFTING.keep_old_minutes - TASKS_MINUTES
    assert counted == sum(wait["TimeoutInMinutes"] for wait in waits)


PAUSED = replace(CANARY, name="paused", pause_minutes=60)


def test_ecs_waits_for_a_person_before_each_shift_of_traffic_and_rolls_back_without_an_answer(linter: Linter) -> None:
    template = deployed(PAUSED)["service"]
    hooks = delivered(template)[1]["DeploymentConfiguration"]["LifecycleHooks"]
    assert [each["TargetType"] for each in hooks] == ["AWS_LAMBDA", "AWS_LAMBDA", "PAUSE"]
    assert hooks[-1] == {
        "TargetType": "PAUSE",
        # Before the canary gets its share, and before the rest follows.
        "LifecycleStages": ["PRE_PRODUCTION_TRAFFIC_SHIFT"],
        "TimeoutConfiguration": {"TimeoutInMinutes": 60, "Action": "ROLLBACK"},
    }
    assert linter.findings(template, PAUSED.region) == []


def test_people_hear_that_a_deployment_waits_for_them_and_how_to_answer() -> None:
    template = deployed(PAUSED)["service"]
    service, _ = delivered(template)
    (rule,) = (each for each in properties(template, "AWS::Events::Rule") if "HOOK_AWAITING_ACTION" in text(each))
    assert rule["EventPattern"]["detail-type"] == ["ECS Hook State Change"]
    named, beginning = rule["EventPattern"]["resources"]
    assert references(named) == {service}
    assert in_words(beginning["prefix"]).endswith(f"{service}.Name/")
    assert ":service-deployment/" in in_words(beginning["prefix"])
    (told,) = rule["Targets"]
    assert references(told["Arn"]) == references([alarm["AlarmActions"] for alarm in health_alarms(template)])
    assert "make continue-deployment ENVIRONMENT=paused ROLLBACK=yes" in in_words(told["Input"])


@pytest.mark.parametrize("environment", [SHIFTING, CODEDEPLOY], ids=lambda each: each.name)
def test_without_a_pause_nobody_is_asked(environment: Environment) -> None:
    template = deployed(environment)["service"]
    assert "PAUSE" not in text(delivered(template)[1])
    assert "HOOK_AWAITING_ACTION" not in text(template)


def test_codedeploy_calls_the_hooks_by_its_appspec_and_keeps_the_capacity_of_the_service() -> None:
    template = deployed(CODEDEPLOY)["service"]
    (deployment,) = properties(template, "Custom::EcsDeployment")
    appspec = json.loads(in_words(deployment["revisionAppSpecContent"]))
    functions = resources(template, "AWS::Lambda::Function").items()
    handlers = {name: each["Properties"].get("Handler") for name, each in functions}
    called = {event: handlers[arn.removesuffix(".Arn")] for hook in appspec["Hooks"] for event, arn in hook.items()}
    assert called == {
        "BeforeInstall": "release_hooks.scaling.handle",
        "AfterAllowTestTraffic": "release_hooks.codedeploy.pre_traffic",
        "AfterAllowTraffic": "release_hooks.codedeploy.post_traffic",
    }
    (target,) = appspec["Resources"]
    assert target["TargetService"]["Properties"]["CapacityProviderStrategy"]


@by_ecs_and_by_codedeploy
def test_a_hook_asks_the_deployment_which_version_it_has_to_find(environment: Environment) -> None:
    template = deployed(environment)["service"]
    for hook in hooks_of(template).values():
        # A version in its environment would be the newest one, also when a rollback brings back an older one.
        assert "Image" not in references(hook["Properties"])
    actions = {statement.get("Sid"): statement["Action"] for _, statement in statements(template)}
    asks = "ecs:DescribeServiceRevisions" if environment is SHIFTING else "ecs:DescribeTaskDefinition"
    assert asks in actions.values()


@pytest.mark.parametrize("environment", [SHIFTING, CODEDEPLOY, LINEAR], ids=lambda each: each.name)
def test_a_hook_starts_with_its_variables(environment: Environment) -> None:
    template = deployed(environment)["service"]
    address, before_tasks = balancer(template)
    domain = environment.domain if is_public(before_tasks) else ""
    ports, scheme = (TLS, "https") if domain else (PLAIN, "http")
    for hook in hooks_of(template).values():
        handed = hook["Properties"]["Environment"]["Variables"]
        assert references(handed["RELEASE_TEST_SECRET_ARN"]) <= set(resources(template, "AWS::SecretsManager::Secret"))
        words = {name: in_words(value) for name, value in handed.items()}
        if handed["KEPT_PROBE"] == {"Ref": PARAMETER}:
            words["KEPT_PROBE"] = template["Parameters"][PARAMETER]["Default"]
        settings = Settings.load({**words, "RELEASE_TEST_SECRET_ARN": RULES["RELEASE_TEST_SECRET_ARN"][1]})
        assert settings.endpoint == f"{scheme}://{address}.DNSName"
        assert settings.test_endpoint == f"{settings.endpoint}:{ports.test}"
        assert (settings.tls_name, settings.kept_probe) == (domain, "none")


@by_ecs_and_by_codedeploy
def test_only_the_hook_that_asks_new_tasks_may_read_the_secret_of_the_test_listener(environment: Environment) -> None:
    template = deployed(environment)["service"]
    for hook in hooks_of(template).values():
        role = references(hook["Properties"]["Role"])
        allowed = text([statement for name, statement in statements(template) if {name} == role])
        asks_new_tasks = hook["Properties"]["Handler"].endswith(".pre_traffic")
        assert ("secretsmanager:GetSecretValue" in allowed) is asks_new_tasks
        assert ("kms:Decrypt" in allowed) is asks_new_tasks


@by_ecs_and_by_codedeploy
def test_a_hook_works_in_the_network_where_the_load_balancer_is_internal(environment: Environment) -> None:
    template = deployed(environment)["service"]
    _, before_tasks = balancer(template)
    for hook in hooks_of(template).values():
        assert ("VpcConfig" in hook["Properties"]) is not is_public(before_tasks)


@by_ecs_and_by_codedeploy
def test_the_first_deployment_waits_for_all_that_a_hook_needs(environment: Environment) -> None:
    template = deployed(environment)["service"]
    if environment is SHIFTING:
        deploying, _ = delivered(template)
    else:
        (deploying,) = resources(template, "Custom::EcsDeployment")
    needed = set(hooks_of(template)) | {
        name for name in resources(template, "AWS::IAM::Policy") if name.startswith("Hooks")
    }
    assert needed
    assert needed <= waits_for(template, deploying)


@by_ecs_and_by_codedeploy
def test_every_function_of_a_deployment_can_write_its_log(environment: Environment) -> None:
    templates = {stack_name(environment, part): template for part, template in deployed(environment).items()}
    assert refused_log_groups(templates) == []


def test_ecs_may_call_the_hooks_and_nothing_else() -> None:
    called = {hook["HookTargetArn"]["Fn::GetAtt"][0] for hook in called_by_ecs()}
    (caller,) = references([hook["RoleArn"] for hook in called_by_ecs()])
    allowed = [each for role, each in statements(deployed(SHIFTING)["service"]) if role == caller]
    assert {action for each in allowed for action in as_list(each["Action"])} == {"lambda:InvokeFunction"}
    assert set().union(*(references(each["Resource"]) for each in allowed)) == called
