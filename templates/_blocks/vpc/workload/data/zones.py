"""The availability zones of a VPC: CloudFormation chooses them, unless the environment names them."""

from collections.abc import Iterable, Sequence

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2

MOST_ZONES = 3


class StackWithZones(cdk.Stack):
    """A stack whose availability zones CloudFormation chooses, so that no synthesis has to ask an account for them."""

    @property
    def availability_zones(self) -> list[str]:
        return [cdk.Fn.select(index, cdk.Fn.get_azs()) for index in range(MOST_ZONES)]


def place_subnets(vpc: ec2.Vpc, names: Iterable[str], zone_ids: Sequence[str]) -> None:
    """Put the subnets of each name into these zones instead of those that the account lists first.

    names: of the subnet configurations of `vpc`. zone_ids: for example "use1-az1"; empty: nothing is moved.
    """
    for name in names:
        for subnet, zone_id in zip(vpc.select_subnets(subnet_group_name=name).subnets, zone_ids, strict=False):
            placed = subnet.node.default_child
            assert isinstance(placed, ec2.CfnSubnet)
            placed.availability_zone, placed.availability_zone_id = None, zone_id
