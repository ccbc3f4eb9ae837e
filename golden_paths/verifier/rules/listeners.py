"""Listeners and target groups: protocols, attributes and weights that fit each other."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ..deliveries import SERVICE, Delivery, deliveries
from ..examples import with_resources
from ..repository import Repository
from ..rule import At, rule
from ..templates import Resource, as_list, as_text
from ..values import known, near, number

BALANCER, LISTENER, RULE, GROUP = (
    f"AWS::ElasticLoadBalancingV2::{each}" for each in ("LoadBalancer", "Listener", "ListenerRule", "TargetGroup")
)
GATEWAY = "https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/target-groups.html"
NETWORK = "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html"
ATTRIBUTES = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html"
WEIGHTS = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html"
BLUE_GREEN = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-implementation.html"
GENEVE, GENEVE_PORT = "GENEVE", 6081
FITTING = {
    "TCP": {"TCP", "TCP_UDP"},
    "UDP": {"UDP", "TCP_UDP"},
    "TLS": {"TCP", "TLS"},
    "TCP_UDP": {"TCP_UDP"},
    "HTTP": {"HTTP", "HTTPS"},
    "HTTPS": {"HTTP", "HTTPS"},
}
OF_GENEVE = {
    "deregistration_delay.timeout_seconds",
    "stickiness.enabled",
    "stickiness.type",
    "target_failover.on_deregistration",
    "target_failover.on_unhealthy",
    "send_tcp_reset.on_deregistration.enabled",
    "send_tcp_reset.on_unhealthy.enabled",
}
OF_OTHERS = {
    "deregistration_delay.timeout_seconds",
    "stickiness.enabled",
    "stickiness.type",
    "load_balancing.cross_zone.enabled",
    "target_group_health.dns_failover.minimum_healthy_targets.count",
    "target_group_health.dns_failover.minimum_healthy_targets.percentage",
    "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count",
    "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage",
    "load_balancing.algorithm.type",
    "load_balancing.algorithm.anomaly_mitigation",
    "slow_start.duration_seconds",
    "stickiness.app_cookie.cookie_name",
    "stickiness.app_cookie.duration_seconds",
    "stickiness.lb_cookie.duration_seconds",
    "lambda.multi_value_headers.enabled",
    "deregistration_delay.connection_termination.enabled",
    "preserve_client_ip.enabled",
    "proxy_protocol_v2.enabled",
    "target_health_state.unhealthy.connection_termination.enabled",
    "target_health_state.unhealthy.draining_interval_seconds",
}

_GATEWAY = """
Balancer: {Type: "AWS::ElasticLoadBalancingV2::LoadBalancer", Properties: {Type: %s}}
Listener:
  Type: AWS::ElasticLoadBalancingV2::Listener
  Properties: {LoadBalancerArn: !Ref Balancer, %sDefaultActions: [{Type: forward, %s}]}
Group:
  Type: AWS::ElasticLoadBalancingV2::TargetGroup
  Properties: {Protocol: %s, Port: %s, TargetGroupAttributes: [%s]}
"""
_TO = "TargetGroupArn: !Ref Group"


def _actions(listener: Resource) -> Iterator[tuple[Mapping[str, Any], list[Any]]]:
    """The actions of a listener or rule, and the entries for the target groups of each."""
    for action in [*as_list(listener.get("DefaultActions")), *as_list(listener.get("Actions"))]:
        if isinstance(action, Mapping):
            config = action.get("ForwardConfig")
            yield action, as_list(config.get("TargetGroups")) if isinstance(config, Mapping) else []


def _forwards(listener: Resource) -> Iterator[Resource]:
    """The target groups of a listener or rule that its template has."""
    for action, listed in _actions(listener):
        for each in (action, *listed):
            group = listener.template.resource(each.get("TargetGroupArn")) if isinstance(each, Mapping) else None
            if group is not None:
                yield group


@rule(
    id="gateway-speaks-geneve",
    reason="A Gateway Load Balancer wraps packets in GENEVE, port 6081, and takes no target group of another protocol.",
    source=GATEWAY,
    fails=with_resources(_GATEWAY % ("gateway", "", _TO, "TCP", 6081, "")),
    passes=with_resources(_GATEWAY % ("gateway", "", _TO, "GENEVE", 6081, "")),
)
def speaks_geneve(repository: Repository) -> Iterator[At]:
    """The targets of a Gateway Load Balancer have the protocol GENEVE and the port 6081, and only they have."""
    for listener in repository.of_type(LISTENER):
        balancer = listener.template.resource(listener.get("LoadBalancerArn"))
        kind = known(balancer.template, balancer.get("Type") or "application") if balancer else None
        for group in _forwards(listener) if kind else ():
            protocol, port = known(group.template, group.get("Protocol")), number(group.template, group.get("Port"))
            if protocol and (kind == "gateway") != (protocol == GENEVE):
                yield At.of(
                    group,
                    f"its protocol is {protocol}, and its load balancer of the type {kind}: only gateway "
                    "and GENEVE go together",
                )
            elif kind == "gateway" and port not in (None, GENEVE_PORT):
                yield At.of(group, f"its port is {port:g}, and GENEVE has the port {GENEVE_PORT}: set that")


@rule(
    id="listener-speaks-as-its-targets",
    reason="A listener takes no target group of another protocol, and the stack fails after the first half of it.",
    source=NETWORK,
    fails=with_resources(_GATEWAY % ("network", "Protocol: TCP, ", _TO, "UDP", 53, "")),
    passes=with_resources(_GATEWAY % ("network", "Protocol: TCP, ", _TO, "TCP", 53, "")),
)
def speaks_as_targets(repository: Repository) -> Iterator[At]:
    """The protocol of a listener is one that its target groups can have."""
    for listener in repository.of_type(LISTENER):
        protocol = known(listener.template, listener.get("Protocol"))
        for group in _forwards(listener):
            other = known(group.template, group.get("Protocol"))
            if protocol in FITTING and other and other not in {*FITTING[protocol], GENEVE}:
                yield At.of(
                    listener, f"it takes {protocol}, and its target group {group.id} has {other}: make them fit"
                )


@rule(
    id="listener-leads-somewhere",
    reason="With weights of zero alone, no target gets a request, whatever their health.",
    source=WEIGHTS,
    fails=with_resources(
        _GATEWAY
        % ("network", "", "ForwardConfig: {TargetGroups: [{TargetGroupArn: !Ref Group, Weight: 0}]}", "TCP", 53, "")
    ),
    passes=with_resources(
        _GATEWAY
        % ("network", "", "ForwardConfig: {TargetGroups: [{TargetGroupArn: !Ref Group, Weight: 9}]}", "TCP", 53, "")
    ),
)
def leads_somewhere(repository: Repository) -> Iterator[At]:
    """At least one target group of a listener or rule has a weight."""
    for each in repository.of_type(LISTENER, RULE):
        entries = [entry for _, listed in _actions(each) for entry in listed]
        if entries and all(isinstance(entry, Mapping) and as_text(entry.get("Weight")) == "0" for entry in entries):
            yield At.of(each, "each of its target groups has the weight 0, so that nobody gets an answer: give one 100")


def _attributes(group: Resource) -> Mapping[str, Any]:
    found = as_list(group.get("TargetGroupAttributes"))
    return {as_text(each.get("Key")): each.get("Value") for each in found if isinstance(each, Mapping)}


@rule(
    id="target-group-attribute-exists",
    reason="CloudFormation passes attributes on as they are, and the service refuses one that the protocol lacks.",
    source=ATTRIBUTES,
    fails=with_resources(_GATEWAY % ("network", "", _TO, "TCP", 53, "{Key: stickiness.enable, Value: true}")),
    passes=with_resources(_GATEWAY % ("network", "", _TO, "TCP", 53, "{Key: stickiness.enabled, Value: true}")),
)
def attribute_exists(repository: Repository) -> Iterator[At]:
    """The attributes of a target group are not misspelt, and are those of its protocol."""
    for group in repository.of_type(GROUP):
        protocol = group.text("Protocol")
        if "${" in protocol or "Fn::" in protocol:
            continue
        allowed = OF_GENEVE if protocol == GENEVE else OF_OTHERS
        for key in _attributes(group):
            meant = near(key, sorted(allowed))
            if key not in allowed and (meant or key in OF_GENEVE | OF_OTHERS):
                told = f"did you mean {meant}?" if meant else "take it out"
                yield At.of(group, f"target groups of its protocol have no attribute {key}: {told}")


_ON = "{Key: target_failover.on_deregistration, Value: %s}, {Key: target_failover.on_unhealthy, Value: %s}"


@rule(
    id="gateway-fails-over-one-way",
    reason="A Gateway Load Balancer refuses two different ways of failover.",
    source=GATEWAY,
    fails=with_resources(_GATEWAY % ("gateway", "", _TO, "GENEVE", 6081, _ON % ("rebalance", "no_rebalance"))),
    passes=with_resources(_GATEWAY % ("gateway", "", _TO, "GENEVE", 6081, _ON % ("rebalance", "rebalance"))),
)
def fails_over(repository: Repository) -> Iterator[At]:
    """Both attributes of failover of a target group have one value."""
    for group in repository.of_type(GROUP):
        found = _attributes(group)
        both = [found.get(f"target_failover.on_{each}") for each in ("deregistration", "unhealthy")]
        values = {as_text(each or "no_rebalance") for each in both}
        # What a function adds to the list has no key that anybody knows.
        if set(found) <= OF_GENEVE and len(values) == 2 and not any("${" in each or "Fn::" in each for each in values):
            told = "target_failover.on_deregistration and .on_unhealthy differ (default: no_rebalance): set both to one"
            yield At.of(group, told)


_BLUE_GREEN = """
Service:
  Type: AWS::ECS::Service
  Properties:
    DeploymentConfiguration: {Strategy: BLUE_GREEN}
    LoadBalancers:
    - TargetGroupArn: blue
      AdvancedConfiguration: {AlternateTargetGroupArn: green, ProductionListenerRule: one, TestListenerRule: %s}
"""


@rule(
    id="test-traffic-has-its-own-way",
    reason="With one listener for both, users are the first to meet the new tasks; with one group there are no others.",
    source=BLUE_GREEN,
    fails=with_resources(_BLUE_GREEN % "one"),
    passes=with_resources(_BLUE_GREEN % "two"),
)
def own_way(repository: Repository) -> Iterator[At]:
    """The listener of tests is not that of users, and the two target groups are two."""
    for delivery in deliveries(repository):
        for one, other, told in _pairs(delivery):
            if one is not None and json.dumps(one) == json.dumps(other):
                yield At.of(
                    delivery.resource,
                    f"{told} is {json.dumps(one)[:80]} twice, so that new tasks and those of users are one: name two",
                )


def _pairs(delivery: Delivery) -> Iterator[tuple[Any, Any, str]]:
    resource = delivery.resource
    if resource.type == SERVICE:
        for each in as_list(resource.get("LoadBalancers")):
            more = each.get("AdvancedConfiguration") if isinstance(each, Mapping) else None
            if isinstance(more, Mapping):
                yield more.get("ProductionListenerRule"), more.get("TestListenerRule"), "its listener rule"
        return
    for pair in as_list(resource.get("LoadBalancerInfo", "TargetGroupPairInfoList")):
        if isinstance(pair, Mapping):
            groups, routes = (as_list(pair.get(each)) for each in ("TargetGroups", "TestTrafficRoute"))
            if len(groups) == 2:
                yield *groups, "its target group"
            users = pair.get("ProdTrafficRoute")
            if routes and users is not None:
                yield users, routes[0] if isinstance(users, dict) else routes, "its listener"
