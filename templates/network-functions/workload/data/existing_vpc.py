"""A VPC that is there already, as the CDK knows it: by the ids of `environments.py`, without a look into an account."""

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from constructs import Construct

from workload.address_plan import Plane
from workload.environment import ExistingNetwork


def existing_vpc(scope: Construct, network: ExistingNetwork) -> tuple[ec2.IVpc, tuple[Plane, ...]]:
    """The VPC, and the planes that have subnets in it, each a subnet group of that name."""
    ids = {
        Plane.WORKLOAD: network.workload_subnets,
        Plane.DATA: network.data_subnets,
        Plane.MANAGEMENT: network.management_subnets,
        Plane.ENDPOINT: network.endpoint_subnets,
    }
    planes = tuple(plane for plane in ids if ids[plane])
    # Its routes are its owner's: nothing here adds one, so no id of a route table is missing.
    cdk.Annotations.of(scope).acknowledge_warning("@aws-cdk/aws-ec2:noSubnetRouteTableId")
    vpc = ec2.Vpc.from_vpc_attributes(
        scope,
        "Existing",
        vpc_id=network.vpc_id,
        vpc_cidr_block=network.cidr,
        # As many as there are subnets in a plane. Which zone each is in only AWS knows, and nothing here asks.
        availability_zones=cdk.Stack.of(scope).availability_zones[: network.zones],
        isolated_subnet_ids=[id for plane in planes for id in ids[plane]],
        isolated_subnet_names=[str(plane) for plane in planes],
    )
    return vpc, planes
