"""The transit gateway that leads from the VPC to its peers."""

from aws_cdk import aws_ec2 as ec2

from workload.address_plan import Plane
from workload.data.own_vpc import OwnVpc
from workload.environment import Entry, Environment, Function, Network


def attach(own: OwnVpc, *, environment: Environment, network: Network) -> None:
    """Attach the VPC, and lead to its peers what leaves the function; nothing where there is no transit gateway.

    In appliance mode the transit gateway sends both directions of a flow to one zone. Without it an answer reaches a
    function that never saw the question, which drops it.
    """
    if not network.transit_gateway_id:
        return
    attachment = ec2.CfnTransitGatewayAttachment(
        own,
        "TransitGateway",
        transit_gateway_id=network.transit_gateway_id,
        vpc_id=own.vpc.vpc_id,
        subnet_ids=own.vpc.select_subnets(subnet_group_name=Plane.ATTACHMENT).subnet_ids,
        # As CloudFormation spells it: the CDK passes it on as it is.
        options={"ApplianceModeSupport": "enable"},
    )
    for plane in _leaving(environment):
        for zone, subnet in enumerate(own.vpc.select_subnets(subnet_group_name=plane).subnets):
            for peer in network.peers:
                route = ec2.CfnRoute(
                    own,
                    f"{plane}{zone}To{peer}",
                    route_table_id=subnet.route_table.route_table_id,
                    destination_cidr_block=peer,
                    transit_gateway_id=network.transit_gateway_id,
                )
                route.add_resource_dependency(attachment)


def _leaving(environment: Environment) -> tuple[Plane, ...]:
    """The planes from which packets go on: the endpoints', and the function's own where it changes addresses."""
    if environment.entry is Entry.NETWORK:
        return (Plane.DATA,)
    return (Plane.ENDPOINT, Plane.DATA) if environment.function is Function.SOURCE_NAT else (Plane.ENDPOINT,)
