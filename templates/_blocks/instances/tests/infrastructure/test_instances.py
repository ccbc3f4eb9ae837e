"""Instances of our own: they come and go with the tasks, whatever these are, and hide their role from them."""

import json
from pathlib import Path

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs

from tests.support.cloudformation import Template, properties, resources, text
from tests.support.remembered_synthesis import remembered, scratch_folder
from workload.service.instances import add_instances


@pytest.fixture(scope="module")
def template() -> Template:
    """A cluster with instances in subnets that no architecture of the template has."""
    assembly = remembered().assembly("instances of a forwarding cluster", _synthesise)
    template: Template = json.loads((assembly / "Forwarding.template.json").read_text("utf-8"))
    return template


def _synthesise() -> Path:
    app = cdk.App(outdir=str(scratch_folder()))
    stack = cdk.Stack(app, "Forwarding")
    subnet = ec2.SubnetConfiguration(name="Forwarding", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)
    vpc = ec2.Vpc(stack, "Vpc", subnet_configuration=[subnet])
    add_instances(
        stack,
        cluster=ecs.Cluster(stack, "Cluster", vpc=vpc),
        vpc=vpc,
        subnets=ec2.SubnetSelection(subnet_group_name="Forwarding"),
        instance_type="c7gn.large",
        least=2,
        most=5,
    )
    return Path(app.synth().directory)


def test_there_are_as_many_instances_of_the_type_as_asked_for_in_these_subnets(template: Template) -> None:
    (group,) = properties(template, "AWS::AutoScaling::AutoScalingGroup")
    assert (group["MinSize"], group["MaxSize"]) == ("2", "5")
    assert {subnet["Ref"] for subnet in group["VPCZoneIdentifier"]} == set(resources(template, "AWS::EC2::Subnet"))
    (launch,) = properties(template, "AWS::EC2::LaunchTemplate")
    assert launch["LaunchTemplateData"]["InstanceType"] == "c7gn.large"


def test_tasks_do_not_reach_the_role_of_their_instance(template: Template) -> None:
    assert not resources(template, "AWS::AutoScaling::LaunchConfiguration")
    (launch,) = properties(template, "AWS::EC2::LaunchTemplate")
    options = launch["LaunchTemplateData"]["MetadataOptions"]
    assert (options["HttpTokens"], options["HttpPutResponseHopLimit"]) == ("required", 1)
    # A task has a network interface of its own, so the hop limit alone does not keep it from the instance's role.
    assert "ECS_AWSVPC_BLOCK_IMDS=true" in text(launch["LaunchTemplateData"]["UserData"])


def test_instances_come_and_go_with_the_tasks_and_are_drained_first(template: Template) -> None:
    (provider,) = properties(template, "AWS::ECS::CapacityProvider")
    written = provider["AutoScalingGroupProvider"]
    assert written["ManagedScaling"]["Status"] == "ENABLED"
    assert written["ManagedDraining"] == "ENABLED"
    assert written["ManagedTerminationProtection"] == "DISABLED"
