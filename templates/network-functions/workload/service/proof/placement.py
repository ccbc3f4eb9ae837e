"""Where generator and server of the proof stand, so that their packets go through the function, and only then."""

from collections.abc import Sequence
from dataclasses import dataclass

from aws_cdk import aws_ec2 as ec2
from constructs import Construct

from workload.address_plan import Plane, plan
from workload.data.network import FunctionNetwork
from workload.environment import Entry, Environment, Network

NO_WORKLOAD = (
    "The environment's VPC is one that was there already, and no subnet of it is known to send packets through the "
    "function. Name two in environments.py, for example ExistingNetwork(workload_subnets=(…), …), whose route tables "
    "lead to one another through one and the same Gateway Load Balancer endpoint, and which reach S3, ECR and "
    "CloudWatch Logs."
)


@dataclass(frozen=True, kw_only=True)
class Through:
    """The way through the function. endpoint_ids: of the Gateway Load Balancer endpoints, in the order of the zones.
    host: of the network load balancer, instead. target_group_arns: of the targets that carry the packets."""

    endpoint_ids: Sequence[str] = ()
    host: str = ""
    target_group_arns: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Stand:
    """Ids of subnets. near: of the generator, and of a server that it reaches directly. far: of the server behind a
    Gateway Load Balancer endpoint; empty behind a network load balancer, where any server can be the backend."""

    near: str
    far: str = ""


def stand(network: FunctionNetwork, environment: Environment) -> Stand | None:
    """None: no subnet is known whose packets go through the function."""
    if environment.entry is Entry.NETWORK:
        near, *_ = _subnets(network, Plane.DATA)
        return Stand(near=near.subnet_id)
    if network.workload is None:
        return None
    near, far, *_ = _subnets(network, Plane.WORKLOAD)
    return Stand(near=near.subnet_id, far=far.subnet_id)


def lead_through(
    scope: Construct, *, network: FunctionNetwork, environment: Environment, endpoint_ids: Sequence[str]
) -> None:
    """Lead the first two workload subnets to one another through the endpoint of the first zone, in both directions.

    Both through one endpoint: the function has to see the answer of what it let through. Nothing is added where
    `between_zones` asks for these routes in any case, in a VPC of somebody else, or behind a network load balancer.
    Source: Amazon VPC User Guide, route tables, a destination is the whole CIDR block of a subnet.
    """
    settings = environment.network
    if environment.entry is Entry.NETWORK or not isinstance(settings, Network) or settings.between_zones:
        return
    near, far, *_ = _subnets(network, Plane.WORKLOAD)
    near_cidr, far_cidr, *_ = (str(cidr) for cidr in plan(settings.cidr)[Plane.WORKLOAD])
    for id, subnet, destination in (("NearToFar", near, far_cidr), ("FarToNear", far, near_cidr)):
        ec2.CfnRoute(
            scope,
            id,
            route_table_id=subnet.route_table.route_table_id,
            destination_cidr_block=destination,
            vpc_endpoint_id=endpoint_ids[0],
        )


def _subnets(network: FunctionNetwork, plane: Plane) -> list[ec2.ISubnet]:
    return network.vpc.select_subnets(subnet_group_name=plane).subnets
