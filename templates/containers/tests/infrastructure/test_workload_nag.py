"""cdk-nag runs at every synthesis, and what it finds is accepted only with a reason, a few times."""

from dataclasses import replace
from pathlib import Path

import aws_cdk as cdk
import pytest
from aws_cdk import aws_s3 as s3

from environments import ENVIRONMENTS, SANDBOX
from pipeline.delivery import Delivery
from security.nag import accepted, check
from tests.infrastructure.cloudformation import resources
from tests.infrastructure.workload_templates import CODEDEPLOY, SHIFTING, THREE_ZONES, new_app
from workload.environment import Compute, Egress, Environment, Network
from workload.names import stack_name
from workload.stage import WorkloadStage

STRATEGIES = (
    Delivery.rolling(),
    Delivery.all_at_once(),
    Delivery.canary(percent=10, minutes=5),
    Delivery.linear(percent=25, minutes=2),
)
CLOSED = Network(zones=3, egress=Egress.ENDPOINTS)


def each_choice() -> list[Environment]:
    """Every compute with every strategy of every controller, and both ways out of the network."""
    found = [replace(SHIFTING, compute=compute, delivery=delivery) for compute in Compute for delivery in STRATEGIES]
    found += [
        replace(CODEDEPLOY, compute=compute, delivery=delivery) for compute in Compute for delivery in STRATEGIES[1:]
    ]
    closed = [replace(each, network=CLOSED, region=THREE_ZONES) for each in (found[0], found[-1])]
    return [replace(each, name=f"choice-{index}") for index, each in enumerate([*found, *closed])]


@pytest.fixture
def app() -> cdk.App:
    return new_app()


def test_no_finding_is_open_in_any_environment(app: cdk.App) -> None:
    for environment in (*ENVIRONMENTS, SANDBOX):
        WorkloadStage(app, environment.name, environment=environment)
    check(app)
    app.synth()


def test_no_finding_is_open_whatever_environments_py_chooses(app: cdk.App) -> None:
    for environment in each_choice():
        WorkloadStage(app, environment.name, environment=environment)
    check(app)
    app.synth()
    for stack, findings in accepted(Path(app.outdir)).items():
        # Of the ten in test_accepted_findings.py: room for one of the team's.
        assert len({finding.partition(": ")[2] for finding in findings}) <= 9, stack


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
