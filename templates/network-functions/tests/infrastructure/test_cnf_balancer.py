"""The network load balancer: what becomes of flows, what ECS moves traffic with, and which ports it cannot have."""

import re
from dataclasses import replace
from typing import Any

import pytest

from tests.support.cloudformation import in_words, properties, references, resources
from tests.support.cnf import BLUE_GREEN, CANARY, LINEAR, ROLLING, function_stack, service_of
from tests.support.remembered_synthesis import remembered
from workload.environment import Environment, Flows, Port

BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"
LISTENER, TARGETS = "AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::TargetGroup"
BEHIND_IT = (ROLLING, BLUE_GREEN, CANARY, LINEAR)
every_network = pytest.mark.parametrize("environment", BEHIND_IT, ids=lambda each: each.name)


def attributes(resource: dict[str, Any], name: str) -> dict[str, str]:
    return {each["Key"]: each["Value"] for each in resource[name]}


def groups_of(environment: Environment, protocol: str) -> list[dict[str, str]]:
    groups = [each for each in properties(function_stack(environment), TARGETS) if each["Protocol"] == protocol]
    assert groups
    return [attributes(each, "TargetGroupAttributes") for each in groups]


@every_network
def test_each_port_has_a_listener_for_clients_and_one_for_new_tasks(environment: Environment) -> None:
    listeners = resources(function_stack(environment), LISTENER)
    for port, balanced in zip(environment.ports, service_of(environment)["LoadBalancers"], strict=True):
        advanced = balanced["AdvancedConfiguration"]
        (production,) = references(advanced["ProductionListenerRule"])
        (test,) = references(advanced["TestListenerRule"])
        assert listeners[production]["Properties"]["Port"] == balanced["ContainerPort"] == port.number
        assert production != test
        both = references(balanced["TargetGroupArn"]) | references(advanced["AlternateTargetGroupArn"])
        assert len(both) == 2
        for listener in (production, test):
            written = listeners[listener]["Properties"]
            assert written["Protocol"] == port.protocol.name
            assert references(written["DefaultActions"]) == both


def test_the_listeners_that_ecs_moves_are_the_same_whatever_an_environment_says() -> None:
    first = resources(function_stack(ROLLING), LISTENER)
    changed = replace(CANARY, flows=Flows(drain_seconds=5, rebalance=True), policy_seconds=60, most_instances=9)
    more = replace(BLUE_GREEN, ports=(Port(number=22), *BLUE_GREEN.ports))
    for other in (BLUE_GREEN, LINEAR, changed, more):
        there = resources(function_stack(other), LISTENER)
        assert {id: there.get(id) for id in first} == first


@every_network
def test_clients_keep_their_addresses_and_are_told_when_their_flow_is_cut(environment: Environment) -> None:
    for written in [*groups_of(environment, "TCP"), *groups_of(environment, "UDP")]:
        assert written["preserve_client_ip.enabled"] == "true"
        assert written["deregistration_delay.timeout_seconds"] == str(environment.flows.drain_seconds)
        assert written["deregistration_delay.connection_termination.enabled"] == "true"


def test_flows_of_a_target_that_fails_stay_with_it_unless_they_are_to_move() -> None:
    cut = "target_health_state.unhealthy.connection_termination.enabled"
    moving = replace(ROLLING, flows=Flows(rebalance=True))
    for environment, expected in ((ROLLING, "false"), (moving, "true")):
        assert {written[cut] for written in groups_of(environment, "TCP")} == {expected}
    assert not [written for written in groups_of(ROLLING, "UDP") if cut in written]


@every_network
def test_a_target_is_healthy_when_the_function_says_so(environment: Environment) -> None:
    for group in properties(function_stack(environment), TARGETS):
        assert (group["HealthCheckProtocol"], group["HealthCheckPort"]) == ("HTTP", "8080")
        assert (group["HealthCheckPath"], group["Matcher"]) == ("/health", {"HttpCode": "200"})
        assert group["HealthCheckTimeoutSeconds"] < group["HealthCheckIntervalSeconds"]


@every_network
def test_it_is_internal_over_all_zones_and_open_to_the_network_and_its_peers_alone(environment: Environment) -> None:
    template = function_stack(environment)
    (balancer,) = properties(template, BALANCER)
    assert (balancer["Type"], balancer["Scheme"]) == ("network", "internal")
    assert attributes(balancer, "LoadBalancerAttributes")["load_balancing.cross_zone.enabled"] == "true"
    assert all("Data" in in_words(each) for each in balancer["Subnets"])
    (group,) = references(balancer["SecurityGroups"])
    rules = template["Resources"][group]["Properties"]["SecurityGroupIngress"]
    assert {(rule["CidrIp"], rule["FromPort"]) for rule in rules} == {
        (environment.network.cidr, port.number) for port in environment.ports
    }


def test_peers_of_the_network_are_clients_too() -> None:
    peers = replace(ROLLING, network=replace(ROLLING.network, peers=("10.64.0.0/16",)))
    rules = [
        rule
        for group in properties(function_stack(peers), "AWS::EC2::SecurityGroup")
        for rule in group.get("SecurityGroupIngress", ())
    ]
    assert {rule["CidrIp"] for rule in rules} == {"10.64.0.0/16", peers.network.cidr}


def test_it_cannot_be_deleted_where_data_is_protected() -> None:
    for environment, expected in ((ROLLING, "false"), (replace(ROLLING, protect_data=True), "true")):
        (balancer,) = properties(function_stack(environment), BALANCER)
        assert attributes(balancer, "LoadBalancerAttributes").get("deletion_protection.enabled", "false") == expected


def test_ecs_moves_traffic_with_the_rights_that_aws_made_for_it() -> None:
    template = function_stack(CANARY)
    (mover,) = {
        role
        for each in service_of(CANARY)["LoadBalancers"]
        for role in references(each["AdvancedConfiguration"]["RoleArn"])
    }
    policies = in_words(template["Resources"][mover]["Properties"]["ManagedPolicyArns"])
    assert policies.endswith("AmazonECSInfrastructureRolePolicyForLoadBalancers")


def test_a_port_of_clients_where_new_tasks_are_tried_is_refused_in_a_sentence() -> None:
    both = replace(ROLLING, ports=(Port(number=443), Port(number=10_443)))
    refusal = remembered().refusal(f"network load balancer with {both.ports}", lambda: function_stack(both))
    assert re.match(r"ConfigurationError: ports of rolling: number=10443: .*for port 443, .*\(number=10444\)", refusal)
