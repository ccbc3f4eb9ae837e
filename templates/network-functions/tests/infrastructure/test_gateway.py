"""The Gateway Load Balancer: what becomes of live flows, and that both directions of a flow meet one endpoint."""

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.support.choices import IN_EXISTING_VPC as EXISTING
from tests.support.choices import VNF_FILTER as FILTER
from tests.support.choices import VNF_SOURCE_NAT as SOURCE_NAT
from tests.support.cloudformation import Template, properties, references, resources, text
from tests.support.vnf import service
from workload.environment import Environment, ExistingNetwork, Flows, Network

THREE_ZONES = replace(FILTER, network=Network(zones=3, between_zones=True), instances=3)


def attributes(template: Template, kind: str, field: str) -> Mapping[str, str]:
    """The attributes of the only load balancer, target group or listener."""
    (only,) = properties(template, f"AWS::ElasticLoadBalancingV2::{kind}")
    return {each["Key"]: each["Value"] for each in only[field]}


def with_flows(flows: Flows) -> Template:
    return service(replace(FILTER, flows=flows))


def test_a_target_takes_whole_packets_in_geneve_and_is_asked_by_http_whether_it_is_well() -> None:
    (group,) = properties(service(FILTER), "AWS::ElasticLoadBalancingV2::TargetGroup")
    asked = {name: group[name] for name in ("Protocol", "Port", "HealthCheckProtocol", "HealthCheckPort", "TargetType")}
    assert asked == {
        "Protocol": "GENEVE",
        "Port": 6081,
        "HealthCheckProtocol": "HTTP",
        "HealthCheckPort": "8080",
        "TargetType": "instance",
    }
    assert group["HealthCheckPath"] == "/health"


def test_flows_stay_with_their_target_and_get_a_reset_when_it_is_gone() -> None:
    assert attributes(with_flows(Flows(drain_seconds=45)), "TargetGroup", "TargetGroupAttributes") == {
        "deregistration_delay.timeout_seconds": "45",
        "target_failover.on_deregistration": "no_rebalance",
        "target_failover.on_unhealthy": "no_rebalance",
        "send_tcp_reset.on_deregistration.enabled": "true",
        "send_tcp_reset.on_unhealthy.enabled": "true",
    }


def test_flows_that_move_to_another_target_get_no_reset_with_it() -> None:
    found = attributes(with_flows(Flows(rebalance=True)), "TargetGroup", "TargetGroupAttributes")
    assert {value for name, value in found.items() if name.startswith("target_failover")} == {"rebalance"}
    assert {value for name, value in found.items() if name.startswith("send_tcp_reset")} == {"false"}


@pytest.mark.parametrize("reset", [True, False])
def test_a_silent_flow_is_forgotten_when_the_environment_says_and_told_so_if_it_says(reset: bool) -> None:
    found = attributes(with_flows(Flows(idle_seconds=600, reset=reset)), "Listener", "ListenerAttributes")
    assert found == {"tcp.idle_timeout.seconds": "600", "send_tcp_reset.on_idle_timeout.enabled": str(reset).lower()}


@pytest.mark.parametrize("protect", [True, False])
def test_each_zone_has_targets_as_long_as_any_zone_has_and_production_cannot_be_deleted(protect: bool) -> None:
    found = attributes(service(replace(FILTER, protect_data=protect)), "LoadBalancer", "LoadBalancerAttributes")
    assert found == {
        "load_balancing.cross_zone.enabled": "true",
        "deletion_protection.enabled": str(protect).lower(),
    }


@pytest.mark.parametrize("environment", [FILTER, SOURCE_NAT, THREE_ZONES, EXISTING], ids=["2", "nat", "3", "existing"])
def test_each_zone_has_an_endpoint_of_a_service_that_no_other_account_may_use(environment: Environment) -> None:
    template = service(environment)
    endpoints = properties(template, "AWS::EC2::VPCEndpoint")
    assert {each["VpcEndpointType"] for each in endpoints} == {"GatewayLoadBalancer"}
    assert len({text(each["SubnetIds"]) for each in endpoints}) == len(endpoints) == environment.network.zones
    (offered,) = resources(template, "AWS::EC2::VPCEndpointService")
    assert all(offered in references(each["ServiceName"]) for each in endpoints)
    assert all(f".{environment.region}" in text(each["ServiceName"]) for each in endpoints)
    assert not resources(template, "AWS::EC2::VPCEndpointServicePermissions")


def test_who_routes_by_hand_finds_the_endpoints_and_their_service_in_the_outputs() -> None:
    template = service(EXISTING)
    found = template["Outputs"]
    assert references(found["GatewayEndpoints"]["Value"]) == set(resources(template, "AWS::EC2::VPCEndpoint"))
    assert references(found["GatewayEndpointService"]["Value"]) == set(
        resources(template, "AWS::EC2::VPCEndpointService")
    )


def test_where_the_owner_makes_the_endpoints_none_is_made() -> None:
    assert isinstance(EXISTING.network, ExistingNetwork)
    template = service(replace(EXISTING, network=replace(EXISTING.network, endpoint_subnets=())))
    assert not resources(template, "AWS::EC2::VPCEndpoint")
    assert "GatewayEndpoints" not in template["Outputs"]
    assert template["Outputs"]["GatewayEndpointService"]


def test_the_names_of_endpoint_services_in_china_begin_otherwise() -> None:
    (endpoint, *_) = properties(service(replace(FILTER, region="cn-north-1")), "AWS::EC2::VPCEndpoint")
    assert endpoint["ServiceName"]["Fn::Join"][1][0] == "cn.com.amazonaws.vpce.cn-north-1"


def routes(template: Template) -> dict[tuple[str, str], str]:
    """The endpoint of each route, by its route table and its destination."""
    found = {
        (text(each["RouteTableId"]), each["DestinationCidrBlock"]): each["VpcEndpointId"]["Fn::GetAtt"][0]
        for each in properties(template, "AWS::EC2::Route")
    }
    assert len(found) == len(properties(template, "AWS::EC2::Route")), "two routes of one table to one destination"
    return found


def test_every_packet_of_a_workload_goes_to_the_endpoint_of_its_zone() -> None:
    template = service(THREE_ZONES)
    leaving = {end for (table, to), end in routes(template).items() if to == "0.0.0.0/0" and "Workload" in table}
    assert leaving == set(resources(template, "AWS::EC2::VPCEndpoint"))


def test_both_directions_between_two_workload_subnets_meet_one_endpoint() -> None:
    # Given by the plan of addresses: which subnet of which zone a destination is
    found = {(table, to): end for (table, to), end in routes(service(THREE_ZONES)).items() if "Workload" in table}
    leaving = {table: end for (table, to), end in found.items() if to == "0.0.0.0/0"}
    between = {key: end for key, end in found.items() if key[1] != "0.0.0.0/0"}
    # Then each of three subnets has a route to the two others, and of a pair both lead to one endpoint
    assert len(between) == 6
    ends = sorted(between.values())
    assert all(ends.count(end) % 2 == 0 for end in ends)
    assert set(ends) < set(leaving.values())


def test_in_a_network_of_somebody_else_no_route_is_made() -> None:
    assert not resources(service(EXISTING), "AWS::EC2::Route")


def test_packets_and_health_checks_come_from_the_data_subnets_only() -> None:
    (group,) = properties(service(FILTER), "AWS::EC2::SecurityGroup")
    sources = {rule["CidrIp"] for rule in group["SecurityGroupIngress"]}
    assert FILTER.network.cidr not in sources
    assert len(sources) == FILTER.network.zones
    assert {(rule["IpProtocol"], rule["FromPort"], rule["ToPort"]) for rule in group["SecurityGroupIngress"]} == {
        ("udp", 6081, 6081),
        ("tcp", 8080, 8080),
    }


def test_the_subnets_of_somebody_else_are_known_by_id_only_so_its_whole_network_may_send() -> None:
    (group,) = properties(service(EXISTING), "AWS::EC2::SecurityGroup")
    assert {rule["CidrIp"] for rule in group["SecurityGroupIngress"]} == {EXISTING.network.cidr}
    assert "0.0.0.0/0" not in json.dumps(group["SecurityGroupIngress"])
