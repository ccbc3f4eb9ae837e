"""The network of one environment, as the load balancer, the function and the packet proof know it."""

from collections.abc import Sequence
from dataclasses import dataclass

from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from constructs import Construct

from workload.address_plan import Plane, plan
from workload.data.existing_vpc import existing_vpc
from workload.data.flow_logs import log_flows
from workload.data.own_vpc import OwnVpc
from workload.data.transit_gateway import attach
from workload.environment import Entry, Environment, ExistingNetwork, Function


@dataclass(frozen=True, kw_only=True)
class InspectedRoute:
    """A route that has to lead to the Gateway Load Balancer endpoint of a zone.

    name: unique, the same at every synthesis. route_table: its id. destination: a CIDR. zone: 0, 1 or 2.
    """

    name: str
    route_table: str
    destination: str
    zone: int


class FunctionNetwork(Construct):
    """The VPC of one environment, its own or one that is there already.

    management, data: the subnets of the AWS endpoints, and of load balancer and function. public, endpoint, workload,
    attachment: None where the environment has none. sources: the addresses of the VPC and of its peers.

    In an existing VPC nothing is made: `workload/existing_network.py` says what must be there.
    """

    def __init__(self, scope: Construct, id: str, *, environment: Environment, key: kms.IKey) -> None:
        super().__init__(scope, id)
        self._environment, network = environment, environment.network
        self.cidr, self.peers = network.cidr, network.peers
        self.sources = (self.cidr, *self.peers)
        if isinstance(network, ExistingNetwork):
            self.vpc, planes = existing_vpc(self, network)
        else:
            own = OwnVpc(self, "Own", environment=environment, network=network)
            attach(own, environment=environment, network=network)
            log_flows(self, vpc=own.vpc, environment=environment, key=key)
            self.vpc, planes = own.vpc, own.planes
        self._planes = planes
        self.management, self.data = _of(Plane.MANAGEMENT), _of(Plane.DATA)
        self.public, self.endpoint, self.workload, self.attachment = (
            _of(plane) if plane in planes else None
            for plane in (Plane.PUBLIC, Plane.ENDPOINT, Plane.WORKLOAD, Plane.ATTACHMENT)
        )

    def route_tables(self, subnets: ec2.SubnetSelection) -> list[str]:
        """The ids of the route tables of these subnets, one a zone; none in an existing VPC, whose owner has them."""
        if isinstance(self._environment.network, ExistingNetwork):
            return []
        return [each.route_table.route_table_id for each in self._subnets(subnets)]

    def _subnets(self, subnets: ec2.SubnetSelection) -> Sequence[ec2.ISubnet]:
        return self.vpc.select_subnets(subnet_group_name=subnets.subnet_group_name).subnets

    def inspected_routes(self) -> Sequence[InspectedRoute]:
        """What has to lead to the Gateway Load Balancer endpoints, so that both directions of a flow meet one of them.

        Nothing without the entry GATEWAY, and nothing in an existing VPC: its owner decides what is inspected.
        """
        network = self._environment.network
        if self._environment.entry is not Entry.GATEWAY or isinstance(network, ExistingNetwork):
            return []
        zones = range(network.zones)
        inside = [str(each) for each in plan(self.cidr)[Plane.WORKLOAD][: network.zones]]
        tables = {plane: self.route_tables(_of(plane)) for plane in self._planes}
        leaving = [(Plane.WORKLOAD, zone, "0.0.0.0/0", zone) for zone in zones]
        # One endpoint for both directions: that of the first zone of the two.
        between = [
            (Plane.WORKLOAD, zone, inside[other], min(zone, other))
            for zone in zones
            for other in zones
            if network.between_zones and zone != other
        ]
        coming = [
            *((Plane.ATTACHMENT, zone, inside[to], to) for zone in zones for to in zones),
            *((Plane.ATTACHMENT, zone, "0.0.0.0/0", zone) for zone in zones),
        ]
        # Translated packets come back to the address of the function; all others through the NAT gateway's subnet.
        back = [
            *((Plane.PUBLIC, zone, inside[to], to) for to in zones for zone in network.gateway_zones(to)),
            *((Plane.PUBLIC, zone, peer, zone) for zone in zones for peer in self.peers if self.attachment),
        ]
        wanted = [*leaving, *between, *coming, *(back if self._environment.function is Function.FILTER else [])]
        return [
            InspectedRoute(
                name=f"{plane}{zone}To{destination}", route_table=tables[plane][zone], destination=destination, zone=to
            )
            for plane, zone, destination, to in wanted
            if plane in tables
        ]


def _of(plane: Plane) -> ec2.SubnetSelection:
    return ec2.SubnetSelection(subnet_group_name=plane)
