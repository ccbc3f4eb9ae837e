"""Where the route tables of a template lead a packet, hop by hop, as a VPC would decide it."""

import ipaddress
import re
from typing import Any, NamedTuple

from tests.support.cloudformation import Template, references, resources
from tests.support.network_templates import endpoint_of
from workload.address_plan import Plane

MOST_HOPS = 8
INTERNET, PEERS, NOWHERE = "internet", "peers", "nowhere"


class Path(NamedTuple):
    """endpoints: the zones of the Gateway Load Balancer endpoints that a packet met, in turn.

    gateways: the zones of the NAT gateways. end: the name of a subnet, such as "Workload0", or what is outside.
    """

    endpoints: tuple[int, ...]
    gateways: tuple[int, ...]
    end: str


class Routes:
    """The subnets and route tables of a template. A subnet is a plane and a zone, such as "Data1"."""

    def __init__(self, template: Template) -> None:
        self._template = template
        subnets = {id: each["Properties"] for id, each in resources(template, "AWS::EC2::Subnet").items()}
        self._names = {id: _name(each) for id, each in subnets.items()}
        self.subnets = {self._names[id]: ipaddress.IPv4Network(each["CidrBlock"]) for id, each in subnets.items()}
        self._tables: dict[str, str] = {}
        for each in resources(template, "AWS::EC2::SubnetRouteTableAssociation").values():
            (subnet,), (table,) = (references(each["Properties"][key]) for key in ("SubnetId", "RouteTableId"))
            self._tables[self._names[subnet]] = table

    def path(self, start: str, to: str) -> Path:
        """From the subnet `start` to the address `to`. Raises AssertionError: in a circle."""
        endpoints, gateways, here = list[int](), list[int](), start
        for _ in range(MOST_HOPS):
            route = self._next(here, ipaddress.IPv4Address(to))
            if "local" in route:
                return Path(tuple(endpoints), tuple(gateways), route["local"])
            if endpoint := route.get("VpcEndpointId"):
                zone = next(zone for zone in range(3) if endpoint_of(zone) == endpoint)
                endpoints.append(zone)
                here = f"{Plane.ENDPOINT}{zone}"
            elif gateway := references(route.get("NatGatewayId", {})):
                here = self._subnet_of(gateway.pop())
                gateways.append(int(here[-1]))
            else:
                return Path(tuple(endpoints), tuple(gateways), _outside(route))
        raise AssertionError(f"from {start} to {to} in a circle: endpoints {endpoints}, gateways {gateways}")

    def _next(self, subnet: str, to: ipaddress.IPv4Address) -> dict[str, Any]:
        """The most specific route; the address of a subnet of the VPC is reached where nothing is more specific."""
        found: list[tuple[int, dict[str, Any]]] = [
            (-1, {"local": name}) for name, addresses in self.subnets.items() if to in addresses
        ]
        for each in resources(self._template, "AWS::EC2::Route").values():
            route = each["Properties"]
            destination = ipaddress.IPv4Network(route["DestinationCidrBlock"])
            if references(route["RouteTableId"]) == {self._tables[subnet]} and to in destination:
                found.append((destination.prefixlen, route))
        # The route of the VPC to itself is a /16 to /22: more specific than the way out, less than that to a subnet.
        own = [(16 if length < 0 else length, route) for length, route in found]
        return max(own, key=lambda each: each[0])[1] if own else {}

    def _subnet_of(self, gateway: str) -> str:
        (subnet,) = references(self._template["Resources"][gateway]["Properties"]["SubnetId"])
        return self._names[subnet]


def _name(subnet: dict[str, Any]) -> str:
    """ "Data1" of the second subnet of that group, which the CDK numbers from one."""
    tags = {each["Key"]: each["Value"] for each in subnet["Tags"]}
    number = re.findall(r"\d+$", tags["Name"])[0]
    return f"{tags['aws-cdk:subnet-name']}{int(number) - 1}"


def _outside(route: dict[str, Any]) -> str:
    if "TransitGatewayId" in route:
        return PEERS
    return INTERNET if "GatewayId" in route else NOWHERE
