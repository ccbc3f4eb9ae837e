"""cdk-nag runs at every synthesis of the environments, which protect what they say."""

import re
from collections.abc import Callable
from pathlib import Path

import aws_cdk as cdk
import pytest
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sqs as sqs

from environments import SANDBOX
from monitoring.health_alarm import MINUTE, health_alarm
from security.nag import accept
from tests.support.cloudformation import Template, resources
from tests.support.remembered_synthesis import remembered
from tests.support.synthesis import every_environment, stacks, synthesised, synthesised_stage
from tests.support.workload_templates import new_app
from workload.environment import Environment
from workload.names import stack_name
from workload.service_parts import ServiceParts
from workload.stage import WorkloadStage


@every_environment
def test_no_finding_is_open_in_any_environment_which_has_two_stacks(environment: Environment) -> None:
    names = set(stacks(synthesised_stage(synthesised(), environment)))
    assert names == {stack_name(environment, "data"), stack_name(environment, "service")}


def test_a_finding_in_a_stack_of_a_stage_fails_the_synthesis() -> None:
    def synthesise() -> None:
        app = new_app()
        service = WorkloadStage(app, SANDBOX.name, environment=SANDBOX).node.find_child("Service")
        assert isinstance(service, cdk.Stack)
        s3.Bucket(service, "Open")
        app.synth()

    assert "AwsSolutions-S10" in remembered().refusal("a finding in the service stack", synthesise)


def synthesise_with(add_resources: Callable[..., object]) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("workload.service.infrastructure.add_resources", add_resources)
        app = new_app()
        WorkloadStage(app, SANDBOX.name, environment=SANDBOX)
        return Path(app.synth().directory)


def service_with(add_resources: Callable[..., object]) -> Template:
    """The template of a service stack to which the team adds something."""
    # The code of the function is in this file, which decides with all others whether something is remembered.
    what = f"service with {add_resources.__qualname__}"
    assembly = remembered().assembly(what, lambda: synthesise_with(add_resources))
    template: Template = stacks(synthesised_stage(assembly, SANDBOX))[stack_name(SANDBOX, "service")]["template"]
    return template


def test_resources_of_the_team_as_before_0_5_are_in_the_service_stack() -> None:
    def add_resources(stack: cdk.Stack, environment: Environment) -> None:
        cdk.CfnOutput(stack, "OfTheTeam", value=environment.name)

    assert service_with(add_resources)["Outputs"]["OfTheTeam"]["Value"] == SANDBOX.name


def test_an_alarm_of_the_team_rolls_a_deployment_back_and_tells_people() -> None:
    # Given an alarm on a queue that uses the key of the environment
    def add_resources(stack: cdk.Stack, environment: Environment, service: ServiceParts) -> list[cloudwatch.Alarm]:
        queue = sqs.Queue(stack, "Own", encryption_master_key=service.key, enforce_ssl=True)
        accept(queue, rule="AwsSolutions-SQS3", reason="What is lost is sent again")
        metric = queue.metric_approximate_age_of_oldest_message(period=MINUTE)
        return [health_alarm(stack, "OwnAlarm", metric, threshold=60, description="An event waits for a minute")]

    template = service_with(add_resources)
    # Then it is one of the health alarms, tells people, and is given to whatever moves the traffic
    (name,) = (each for each in resources(template, "AWS::CloudWatch::Alarm") if each.startswith("OwnAlarm"))
    assert name in str(template["Outputs"]["HealthAlarms"])
    assert template["Resources"][name]["Properties"]["AlarmActions"]
    delivering = {"AWS::CodeDeploy::DeploymentGroup", "AWS::ECS::Service"}
    assert any(name in str(each) for each in template["Resources"].values() if each["Type"] in delivering)


def test_something_else_than_an_alarm_is_refused() -> None:
    said = remembered().refusal("a service with no alarm", lambda: synthesise_with(lambda *_: ["alarm"]))
    assert re.match(r"ConfigurationError: .*add_resources returned 'alarm': .* for example `return \[alarm\]`", said)


@every_environment
def test_the_stacks_of_an_environment_that_protects_its_data_cannot_be_deleted(environment: Environment) -> None:
    for stack in stacks(synthesised_stage(synthesised(), environment)).values():
        assert stack["terminationProtection"] is environment.protect_data
