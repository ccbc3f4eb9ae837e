"""With CodeDeploy, what holds the scaling while tasks are replaced, what gives it back, and by which rights."""

from typing import Any

import pytest
from release_hooks import scaling

from tests.support.choices import CODEDEPLOY, SHIFTING
from tests.support.cloudformation import (
    Template,
    as_list,
    in_words,
    properties,
    references,
    resources,
    statements,
    text,
    waits_for,
)
from tests.support.tasks import delivered
from tests.support.workload_templates import deployed
from workload.names import deployment_name, hook_name
from workload.service.held_scaling import NOT_HELD

TARGET = "AWS::ApplicationAutoScaling::ScalableTarget"


@pytest.fixture
def template() -> Template:
    return deployed(CODEDEPLOY)["service"]


def holder(template: Template) -> tuple[str, dict[str, Any]]:
    """The function that holds the scaling, with its logical id."""
    ((name, function),) = (
        (name, each["Properties"])
        for name, each in resources(template, "AWS::Lambda::Function").items()
        if each["Properties"]["Handler"] == "release_hooks.scaling.handle"
    )
    return name, function


def of_users(template: Template) -> str:
    """The scalable target of the service that CodeDeploy deploys; a workload may scale others."""
    (name,) = (
        name
        for name, each in resources(template, TARGET).items()
        if delivered(template)[0] in references(each["Properties"])
    )
    return name


def test_its_name_is_one_that_codedeploy_may_call_and_its_rights_are_there_before_it_is_called(
    template: Template,
) -> None:
    name, function = holder(template)
    assert function["FunctionName"] == hook_name(CODEDEPLOY, "scaling")
    assert function["FunctionName"].startswith("CodeDeployHook_")
    (deployment,) = resources(template, "Custom::EcsDeployment")
    (role,) = references(function["Role"])
    policies = resources(template, "AWS::IAM::Policy").items()
    of_role = {policy for policy, each in policies if role in references(each["Properties"]["Roles"])}
    assert of_role
    assert {name, *of_role} <= waits_for(template, deployment)


def test_it_looks_at_the_service_that_codedeploy_deploys(template: Template) -> None:
    _, function = holder(template)
    service, described = delivered(template)
    variables = function["Environment"]["Variables"]
    assert variables["SERVICE"] == {"Fn::GetAtt": [service, "Name"]}
    assert references(variables["CLUSTER"]) == references(described["Cluster"])
    (group,) = properties(template, "AWS::CodeDeploy::DeploymentGroup")
    assert variables["DEPLOYMENT_GROUP"] == group["DeploymentGroupName"]


def test_a_clock_gives_the_scaling_back_whoever_ended_the_deployment(template: Template) -> None:
    name, _ = holder(template)
    (rule,) = (each for each in properties(template, "AWS::Events::Rule") if name in references(each.get("Targets")))
    assert rule["ScheduleExpression"] == "rate(5 minutes)"
    assert rule["State"] == "ENABLED"
    (target,) = rule["Targets"]
    # What the clock sends has no deployment in it.
    assert "Input" not in target


def test_a_release_with_another_number_of_tasks_changes_it_after_the_deployment(template: Template) -> None:
    (deployment,) = resources(template, "Custom::EcsDeployment")
    assert deployment in waits_for(template, of_users(template))


def test_it_may_suspend_the_scaling_of_services_and_change_this_service_alone(template: Template) -> None:
    _, function = holder(template)
    (role,) = references(function["Role"])
    allowed = {each["Sid"]: each for name, each in statements(template) if name == role and "Sid" in each}
    assert {action for each in allowed.values() for action in as_list(each["Action"])} == {
        "codedeploy:ListDeployments",
        "codedeploy:PutLifecycleEventHookExecutionStatus",
        "application-autoscaling:DescribeScalableTargets",
        "application-autoscaling:RegisterScalableTarget",
        "ecs:DescribeServices",
        "ecs:UpdateService",
    }
    assert allowed["SuspendAndResumeIt"]["Condition"] == {
        "StringEquals": {
            "application-autoscaling:service-namespace": "ecs",
            "application-autoscaling:scalable-dimension": "ecs:service:DesiredCount",
        }
    }
    assert allowed["OfThisServiceAlone"]["Resource"] == {"Ref": delivered(template)[0]}
    name = deployment_name(CODEDEPLOY)
    assert in_words(allowed["SeeDeploymentsAndReport"]["Resource"]).endswith(f":deploymentgroup:{name}/{name}")
    others = [name for name, each in statements(template) if "RegisterScalableTarget" in text(each["Action"])]
    assert others == [role]


def test_people_hear_that_it_failed_and_no_deployment_is_rolled_back_for_it(template: Template) -> None:
    name, _ = holder(template)
    ((alarm, told),) = (
        (id, each["Properties"])
        for id, each in resources(template, "AWS::CloudWatch::Alarm").items()
        if "ScalingNotHeld" in text(each["Properties"])
    )
    assert name in references(told["Metrics"])
    assert told["AlarmActions"]
    assert alarm not in references(template["Outputs"]["HealthAlarms"]["Value"])
    assert NOT_HELD == scaling.NOT_HELD
    (counted,) = (
        each
        for each in properties(template, "AWS::Logs::MetricFilter")
        if each["MetricTransformations"][0]["MetricName"] == "ScalingNotHeld"
    )
    assert scaling.NOT_HELD in counted["FilterPattern"]


def test_where_ecs_deploys_it_holds_the_scaling_in_itself() -> None:
    functions = properties(deployed(SHIFTING)["service"], "AWS::Lambda::Function")
    assert not [each for each in functions if "scaling" in str(each.get("Handler"))]
