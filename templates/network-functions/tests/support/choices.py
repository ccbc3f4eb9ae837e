"""Environments as `environments.py` could have them, whatever it has.

Few, since each is synthesised: one for each shape, entry and function that go together, in which the other choices
occur as well.
"""

from dataclasses import replace

from settings.delivery import Delivery
from workload.environment import (
    Entry,
    Environment,
    ExistingNetwork,
    Flows,
    Function,
    Network,
    Port,
    Protocol,
    Shape,
)

# A region that gives three zones to everybody.
REGION = "eu-west-1"
TRANSIT_GATEWAY = "tgw-0123456789abcdef0"
SUBNETS = tuple(f"subnet-0123456789abcdef{number}" for number in range(8))

# Packets of others, in GENEVE.
VNF_FILTER = Environment(name="vnf-filter", region=REGION, delivery=Delivery.rolling())
VNF_SOURCE_NAT = replace(
    VNF_FILTER,
    name="vnf-source-nat",
    function=Function.SOURCE_NAT,
    flows=Flows(rebalance=False, reset=False, idle_seconds=6000, drain_seconds=3300),
    network=Network(zones=3, cidr="10.9.0.0/22", nat_gateways=3),
    instances=3,
    most_instances=9,
    instance_type="c7gn.xlarge",
)
CNF_FILTER = replace(
    VNF_FILTER,
    name="cnf-filter",
    shape=Shape.CNF,
    flows=Flows(rebalance=True, drain_seconds=0),
    network=Network(
        zone_ids=("euw1-az1", "euw1-az3"),
        nat_gateways=2,
        transit_gateway_id=TRANSIT_GATEWAY,
        peers=("10.64.0.0/10", "192.168.0.0/16"),
        between_zones=True,
    ),
    instances=4,
    most_instances=8,
)
# Flows to ports of its own.
BLUE_GREEN = replace(
    CNF_FILTER,
    name="blue-green",
    entry=Entry.NETWORK,
    ports=(Port(number=443),),
    flows=Flows(drain_seconds=60),
    network=Network(zones=3, endpoints=("sqs",)),
    delivery=Delivery.all_at_once(),
    keep_old_minutes=7,
)
CANARY = replace(
    BLUE_GREEN,
    name="canary",
    function=Function.SOURCE_NAT,
    ports=(Port(number=443), Port(number=5060, protocol=Protocol.UDP)),
    network=Network(transit_gateway_id=TRANSIT_GATEWAY, nat_gateways=0, peers=("10.64.0.0/10",)),
    delivery=Delivery.canary(percent=10, minutes=5),
)
LINEAR = replace(CANARY, name="linear", function=Function.FILTER, delivery=Delivery.linear(percent=20, minutes=3))
PORTS_ROLLING = replace(BLUE_GREEN, name="ports-rolling", delivery=Delivery.rolling(), keep_old_minutes=0)
# In a VPC that is there already.
IN_EXISTING_VPC = replace(
    VNF_FILTER,
    name="existing",
    network=ExistingNetwork(
        vpc_id="vpc-0123456789abcdef0",
        cidr="10.0.0.0/16",
        management_subnets=SUBNETS[:2],
        data_subnets=SUBNETS[2:4],
        endpoint_subnets=SUBNETS[4:6],
        workload_subnets=SUBNETS[6:8],
    ),
)

EVERY_CHOICE = (VNF_FILTER, VNF_SOURCE_NAT, CNF_FILTER, BLUE_GREEN, CANARY, LINEAR, PORTS_ROLLING, IN_EXISTING_VPC)
WITH_OWN_NETWORK = tuple(each for each in EVERY_CHOICE if isinstance(each.network, Network))
