"""cdk-nag runs at every synthesis of the environments, which protect what they say."""

import aws_cdk as cdk
import pytest
from aws_cdk import aws_s3 as s3

from environments import SANDBOX
from tests.support.synthesis import every_environment, stacks, synthesised, synthesised_stage
from tests.support.workload_templates import new_app
from workload.environment import Environment
from workload.names import stack_name
from workload.stage import WorkloadStage


@pytest.fixture
def app() -> cdk.App:
    return new_app()


@every_environment
def test_no_finding_is_open_in_any_environment_which_has_two_stacks(environment: Environment) -> None:
    names = set(stacks(synthesised_stage(synthesised(), environment)))
    assert names == {stack_name(environment, "data"), stack_name(environment, "service")}


def test_a_finding_in_a_stack_of_a_stage_fails_the_synthesis(app: cdk.App) -> None:
    stage = WorkloadStage(app, SANDBOX.name, environment=SANDBOX)
    service = stage.node.find_child("Service")
    assert isinstance(service, cdk.Stack)
    s3.Bucket(service, "Open")
    with pytest.raises(Exception, match="AwsSolutions-S10"):
        app.synth()


def test_resources_of_the_team_are_in_the_service_stack(app: cdk.App, monkeypatch: pytest.MonkeyPatch) -> None:
    # Given an output of the team
    monkeypatch.setattr(
        "workload.service.infrastructure.add_resources",
        lambda stack, environment: cdk.CfnOutput(stack, "OfTheTeam", value=environment.name),
    )
    # When an environment is synthesised
    stage = WorkloadStage(app, SANDBOX.name, environment=SANDBOX)
    app.synth()
    # Then it is in the service stack
    service = stage.synth().get_stack_by_name(stack_name(SANDBOX, "service")).template
    assert service["Outputs"]["OfTheTeam"]["Value"] == SANDBOX.name


@every_environment
def test_the_stacks_of_an_environment_that_protects_its_data_cannot_be_deleted(environment: Environment) -> None:
    for stack in stacks(synthesised_stage(synthesised(), environment)).values():
        assert stack["terminationProtection"] is environment.protect_data
