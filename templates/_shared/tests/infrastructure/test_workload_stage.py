"""cdk-nag runs at every synthesis of the environments, which protect what they say."""

import aws_cdk as cdk
import pytest
from aws_cdk import aws_s3 as s3

from environments import ENVIRONMENTS, SANDBOX
from security.nag import check
from tests.infrastructure.cloudformation import resources
from tests.infrastructure.workload_templates import new_app
from workload.names import stack_name
from workload.stage import WorkloadStage


@pytest.fixture
def app() -> cdk.App:
    return new_app()


def test_no_finding_is_open_in_any_environment(app: cdk.App) -> None:
    for environment in (*ENVIRONMENTS, SANDBOX):
        WorkloadStage(app, environment.name, environment=environment)
    check(app)
    app.synth()


def test_a_finding_in_a_stack_of_a_stage_fails_the_synthesis(app: cdk.App) -> None:
    stage = WorkloadStage(app, SANDBOX.name, environment=SANDBOX)
    service = stage.node.find_child("Service")
    assert isinstance(service, cdk.Stack)
    s3.Bucket(service, "Open")
    check(app)
    with pytest.raises(Exception, match="AwsSolutions-S10"):
        app.synth()


def test_the_example_of_the_extensions_is_off_by_default_and_clean_when_it_is_on(
    app: cdk.App, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given the example, switched on
    monkeypatch.setattr("extensions.resources.EXAMPLE", True)
    # When an environment is synthesised
    stage = WorkloadStage(app, SANDBOX.name, environment=SANDBOX)
    check(app)
    app.synth()
    # Then its queues are in the service stack
    service = stage.synth().get_stack_by_name(stack_name(SANDBOX, "service")).template
    assert len(resources(service, "AWS::SQS::Queue")) == 2


def test_production_stacks_are_protected_from_deletion(app: cdk.App) -> None:
    for environment in ENVIRONMENTS:
        stage = WorkloadStage(app, environment.name, environment=environment)
        for stack in stage.synth().stacks:
            assert bool(stack.termination_protection) is environment.protect_data
