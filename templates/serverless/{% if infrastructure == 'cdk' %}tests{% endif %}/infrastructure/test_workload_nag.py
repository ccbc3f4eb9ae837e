"""cdk-nag runs at every synthesis, and what it finds is accepted only with a reason, a few times."""

from pathlib import Path

import aws_cdk as cdk
import pytest
from aws_cdk import aws_s3 as s3

from environments import ENVIRONMENTS, SANDBOX
from pipeline.configuration import ConfigurationError
from security.nag import accepted, check
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


def test_the_workload_leaves_room_for_findings_of_the_team(app: cdk.App) -> None:
    WorkloadStage(app, SANDBOX.name, environment=SANDBOX)
    app.synth()
    data, service = sorted(accepted(Path(app.outdir)).values(), key=len)
    assert len(service) == 4  # of the ten in test_accepted_findings.py
    assert not data


def test_production_stacks_are_protected_from_deletion(app: cdk.App) -> None:
    for environment in ENVIRONMENTS:
        stage = WorkloadStage(app, environment.name, environment=environment)
        for stack in stage.synth().stacks:
            assert bool(stack.termination_protection) is environment.protect_data


def test_a_missing_package_is_named_with_the_command_that_builds_it() -> None:
    app = cdk.App(context={"package": "no/such/folder"})
    with pytest.raises(ConfigurationError, match="make package"):
        WorkloadStage(app, SANDBOX.name, environment=SANDBOX)
