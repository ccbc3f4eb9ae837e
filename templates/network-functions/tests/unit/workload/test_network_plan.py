"""A network that AWS would refuse, or in which flows would break, is refused here with value, rule and example."""

from typing import Any

import pytest

from settings.configuration import ConfigurationError
from workload.network_plan import ExistingNetwork, Network

GATEWAY = "tgw-0123456789abcdef0"
PEERS = ("10.64.0.0/10",)
VPC = "vpc-0123456789abcdef0"
SUBNETS = tuple(f"subnet-0123456789abcdef{number}" for number in range(8))


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"zones": 1}, r"zones=1: 2 or 3 availability zones, for example zones=2"),
        ({"zones": 4}, r"zones=4"),
        ({"zone_ids": ("use1-az1",)}, r"zone_ids=\('use1-az1',\): none, or as many different ids of zones"),
        ({"zone_ids": ("use1-az1", "use1-az1")}, r"as many different ids of zones as zones=2 says"),
        ({"zone_ids": ("us-east-1a", "us-east-1b")}, r"for example zone_ids=\('use1-az1', 'use1-az2'\)"),
        ({"zones": 3, "zone_ids": ("use1-az1", "use1-az2")}, r"as zones=3 says, .*'use1-az4'\)"),
        ({"cidr": "10.0.0.0/28"}, r'cidr="10.0.0.0/28": a network of /16 to /22'),
        ({"peers": ("10.0.0.0/24",)}, r'peers="10.0.0.0/24": shares addresses with cidr="10.0.0.0/16"'),
        ({"nat_gateways": 3}, r"nat_gateways=3: none to one in each of the 2 zones"),
        ({"nat_gateways": -1}, r"nat_gateways=-1"),
        ({"endpoints": "sqs"}, r"endpoints='sqs': names of AWS services, each once"),
        ({"endpoints": ("sqs", "sqs")}, r"each once"),
        (
            {"transit_gateway_id": "mine", "peers": PEERS},
            r'transit_gateway_id="mine": "tgw-" and 17 hexadecimal digits',
        ),
        ({"transit_gateway_id": GATEWAY}, r"leads to peers, and there are none"),
        (
            {"transit_gateway_id": GATEWAY, "peers": PEERS, "nat_gateways": 1},
            r"nat_gateways=1: with a transit gateway one in each zone or none, .* for example nat_gateways=2",
        ),
    ],
    ids=str,
)
def test_a_network_that_cannot_be_is_refused(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        Network(**values)


def test_three_zones_are_refused_in_a_region_that_gives_two() -> None:
    with pytest.raises(ConfigurationError, match=r"zones=3: us-west-1 gives two availability zones .* zones=2"):
        Network(zones=3).require_zones_of("us-west-1")


def test_zones_of_another_region_are_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"euw1-az1.*: the zones of us-east-1 begin with use1, for example"):
        Network(zone_ids=("use1-az1", "euw1-az1")).require_zones_of("us-east-1")


@pytest.mark.parametrize(
    ("region", "zone"),
    [
        ("us-east-1", "use1-az1"),
        ("ap-southeast-2", "apse2-az3"),
        ("us-gov-west-1", "usgw1-az1"),
        ("cn-north-1", "cnn1-az2"),
        ("eu-central-2", "euc2-az3"),
        ("il-central-1", "ilc1-az1"),
    ],
)
def test_the_zones_of_a_region_are_taken(region: str, zone: str) -> None:
    Network(zone_ids=(zone, f"{zone[:-1]}6")).require_zones_of(region)


def existing(**values: Any) -> ExistingNetwork:
    planes = {"management_subnets": SUBNETS[:2], "data_subnets": SUBNETS[2:4]}
    return ExistingNetwork(**{"vpc_id": VPC, "cidr": "10.0.0.0/24", **planes, **values})


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"vpc_id": "mine"}, r'vpc_id="mine": "vpc-" and 8 or 17 hexadecimal digits, for example vpc_id="vpc-0'),
        ({"vpc_id": f"{VPC}\n"}, r"8 or 17 hexadecimal digits"),
        ({"cidr": "10.0.0.1/16"}, r'cidr="10.0.0.1/16": an IPv4 network that begins with its first address'),
        ({"peers": ("10.0.0.0/8",)}, r'peers="10.0.0.0/8": shares addresses'),
        ({"data_subnets": SUBNETS[2:3]}, r"data_subnets=.*: ids of 2 or 3 subnets, one in each zone, for example"),
        ({"data_subnets": SUBNETS[2:6]}, r"ids of 2 or 3 subnets"),
        ({"data_subnets": SUBNETS[2]}, r"ids of 2 or 3 subnets"),
        ({"management_subnets": SUBNETS[:1]}, r"management_subnets=.*: ids of 2 subnets"),
        ({"management_subnets": ()}, r"management_subnets=\(\): ids of 2 subnets, one in each zone, for example"),
        ({"management_subnets": ("subnet-0", "subnet-1")}, r"management_subnets=.*: ids of 2 subnets"),
        ({"endpoint_subnets": SUBNETS[4:5]}, r"endpoint_subnets=.*: ids of 2 subnets, one in each zone, or none"),
        ({"workload_subnets": ("a", "b")}, r"workload_subnets=.*: ids of 2 subnets"),
        ({"endpoint_subnets": SUBNETS[3:5]}, rf"{SUBNETS[3]} is one of data_subnets as well"),
        ({"management_subnets": SUBNETS[:1] * 2}, rf"{SUBNETS[0]} is one of management_subnets as well"),
    ],
    ids=str,
)
def test_a_vpc_that_is_there_is_described_with_ids_that_can_be(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        existing(**values)


def test_a_vpc_that_is_there_has_as_many_zones_as_subnets_for_the_function() -> None:
    assert existing().zones == 2
    three = existing(management_subnets=SUBNETS[:3], data_subnets=SUBNETS[3:6])
    assert three.zones == 3
    with pytest.raises(ConfigurationError, match=r"zones=3: us-west-1 gives two availability zones to new accounts"):
        three.require_zones_of("us-west-1")
