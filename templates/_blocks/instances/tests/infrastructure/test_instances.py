"""Instances of our own: they come and go with the tasks, whatever these are, and hide their role from them."""

import json
from pathlib import Path

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs

from tests.support.cloudformation import Template, properties, resources, text
from tests.support.remembered_synthesis import remembered, scratch_folder
from tests.support.synthesis import every_environment
from tests.support.workload_templates import deployed
from workload.environment import Environment
from workload.instance_image import PARAMETER
from workload.instance_sizes import REPLACED_MINUTES, STARTED_MINUTES
from workload.service.instances import add_instances, released_instance_image


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


def test_their_image_is_given_at_the_deployment_and_never_the_newest_of_that_moment(template: Template) -> None:
    (launch,) = properties(template, "AWS::EC2::LaunchTemplate")
    assert launch["LaunchTemplateData"]["ImageId"] == {"Ref": PARAMETER}
    given = template["Parameters"][PARAMETER]
    assert given["Type"] == "AWS::EC2::Image::Id"
    assert "Default" not in given
    assert not [each for each in template["Parameters"].values() if each["Type"].endswith("Image::Id>")]


def test_two_groups_of_one_stack_have_the_same_image() -> None:
    stack = cdk.Stack(cdk.App(), "Two")
    one, two = (released_instance_image(stack).get_image(stack).image_id for _ in range(2))
    assert stack.resolve(one) == stack.resolve(two) == {"Ref": PARAMETER}


@every_environment
def test_a_stack_takes_an_image_of_instances_exactly_if_it_starts_some(environment: Environment) -> None:
    # workload/deploy.py gives it by the same rule: a parameter that a stack has not is refused.
    for part, template in deployed(environment).items():
        starts = bool(resources(template, "AWS::EC2::LaunchTemplate"))
        assert (PARAMETER in template.get("Parameters", {})) is starts
        assert starts is (part == "service" and bool(environment.instance_image))


def test_another_image_replaces_one_instance_after_the_other_and_waits_for_each(template: Template) -> None:
    (group,) = resources(template, "AWS::AutoScaling::AutoScalingGroup").values()
    rolling = group["UpdatePolicy"]["AutoScalingRollingUpdate"]
    assert (rolling["MaxBatchSize"], rolling["MinInstancesInService"]) == (1, 1)
    assert rolling["PauseTime"] == f"PT{STARTED_MINUTES}M"
    assert STARTED_MINUTES < REPLACED_MINUTES


def test_instances_come_and_go_with_the_tasks_and_are_drained_first(template: Template) -> None:
    (provider,) = properties(template, "AWS::ECS::CapacityProvider")
    written = provider["AutoScalingGroupProvider"]
    assert written["ManagedScaling"]["Status"] == "ENABLED"
    assert written["ManagedDraining"] == "ENABLED"
    assert written["ManagedTerminationProtection"] == "DISABLED"
