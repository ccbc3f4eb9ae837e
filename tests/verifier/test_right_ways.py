"""Networks and firewalls that are right as they are, and that a rule took for faults once."""

from collections.abc import Mapping
from typing import Any

import pytest

from golden_paths.verifier.examples import with_resources
from golden_paths.verifier.repository import Repository
from golden_paths.verifier.rules import firewalls, listeners, ways

GROUPS = """
Instances:
  Type: AWS::AutoScaling::AutoScalingGroup
  Properties: {VPCZoneIdentifier: [!Ref Subnet], %s}
Service:
  Type: AWS::ECS::Service
  Properties:
    LoadBalancers: [{TargetGroupArn: tasks, ContainerPort: 80}]
    NetworkConfiguration: {AwsvpcConfiguration: {AssignPublicIp: %s, Subnets: [!Ref Subnet]}}
Subnet: {Type: "AWS::EC2::Subnet"}
Table: {Type: "AWS::EC2::RouteTable"}
Gateway: {Type: "AWS::EC2::InternetGateway"}
Way:
  Type: AWS::EC2::Route
  Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}
Of: {Type: "AWS::EC2::SubnetRouteTableAssociation", Properties: {RouteTableId: !Ref Table, SubnetId: !Ref Subnet}}
Out: {Type: "AWS::EC2::%s"}
"""
TASKS = """
Service:
  Type: AWS::ECS::Service
  Properties:
    NetworkConfiguration: {AwsvpcConfiguration: {SecurityGroups: [!Ref Tasks]}}
    LoadBalancers: [{ContainerPort: 8080, TargetGroupArn: !Ref Group}]
Group: {Type: "AWS::ElasticLoadBalancingV2::TargetGroup", Properties: {Port: 8080, Protocol: %s}}
Tasks:
  Type: AWS::EC2::SecurityGroup
  Properties: {SecurityGroupIngress: [{IpProtocol: %s, FromPort: %s, ToPort: 9090, CidrIp: 10.0.0.0/8}]}
"""
INGRESS = """
Resources:
  Way:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: {GroupId: %s, IpProtocol: tcp, FromPort: 8080, ToPort: 8080, CidrIp: 10.0.0.0/8}
"""
EXPORT = "Outputs: {Tasks: {Value: !GetAtt Tasks.GroupId, Export: {Name: tasks}}}\n"
GENEVE = """
Group: {Type: "AWS::ElasticLoadBalancingV2::TargetGroup", Properties: {Port: 6081, Protocol: GENEVE, %s}}
Launch: {Type: "AWS::EC2::LaunchTemplate", Properties: {LaunchTemplateData: {SecurityGroupIds: [!Ref One, !Ref Other]}}}
One:
  Type: AWS::EC2::SecurityGroup
  Properties: {SecurityGroupIngress: [{IpProtocol: udp, FromPort: 6081, ToPort: 6081, CidrIp: 10.0.0.0/8}]}
Other:
  Type: AWS::EC2::SecurityGroup
  Properties: {SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 10.0.0.0/8}]}
"""
ROUTES = """
One: {Type: "AWS::EC2::Route", Properties: {RouteTableId: rtb-1, DestinationCidrBlock: %s, NatGatewayId: a}}
Two: {Type: "AWS::EC2::Route", Properties: {RouteTableId: rtb-1, DestinationCidrBlock: %s, NatGatewayId: b}}
"""
ENDPOINT = """
Open: {Type: "AWS::EC2::VPCEndpointServicePermissions", Properties: {AllowedPrincipals: ["*"], ServiceId: !Ref Offer}}
Offer: {Type: "AWS::EC2::VPCEndpointService", Properties: {AcceptanceRequired: %s}}
"""
LISTENER = """
Listener:
  Type: AWS::ElasticLoadBalancingV2::Listener
  Properties: {DefaultActions: [{Type: forward, ForwardConfig: {TargetGroups: [%s]}}]}
New: {Type: "AWS::ElasticLoadBalancingV2::TargetGroup"}
"""
TARGETS = """
Group:
  Type: AWS::ElasticLoadBalancingV2::TargetGroup
  Properties: {Protocol: %s, TargetGroupAttributes: [{Key: target_failover.on_unhealthy, Value: %s}]}
"""
ACL = """
Acl:
  Type: AWS::WAFv2::WebACL
  Properties: {Scope: CLOUDFRONT, DefaultAction: {Allow: {}}, Rules: [%s]}
"""
RATE = "{Name: %s, Action: {%s: {}}, Statement: {RateBasedStatement: {Limit: 100}}%s}"
COUNTED = "{Name: Managed, OverrideAction: {Count: {}}, Statement: {ManagedRuleGroupStatement: {Name: Common}}}"
BLOCKED = "{Name: Own, Action: {Block: {}}, Statement: {LabelMatchStatement: {Scope: LABEL, Key: 'awswaf:x'}}}"
PROTECT = "Parameters: {Protect: {Type: String, Default: 'false'}, None: {Type: Number, Default: 0}}\n"


def _after_all(files: Mapping[str, str], head: str) -> Mapping[str, str]:
    return {name: head + text for name, text in files.items()}


RIGHT = {
    "a bastion in a public subnet": (ways.private_subnets, with_resources(GROUPS % ("", "ENABLED", "NatGateway"))),
    "no way out of the private subnets but to S3": (
        ways.private_subnets,
        with_resources(GROUPS % ("TargetGroupARNs: [group]", "DISABLED", "VPCEndpoint")),
    ),
    "a rule of another stack lets the load balancer in": (
        ways.lets_in,
        {
            "template.yaml": EXPORT + with_resources(TASKS % ("HTTP", "tcp", 9090))["template.yaml"],
            "balancer.yaml": INGRESS % "!ImportValue tasks",
        },
    ),
    "a rule of a group that nobody knows": (
        ways.lets_in,
        {**with_resources(TASKS % ("HTTP", "tcp", 9090)), "balancer.yaml": INGRESS % "!ImportValue elsewhere"},
    ),
    "QUIC comes by UDP": (ways.lets_in, with_resources(TASKS % ("QUIC", "udp", 8080))),
    "a protocol in capitals": (ways.lets_in, with_resources(TASKS % ("TCP", "TCP", 8080))),
    "a protocol of a parameter": (ways.lets_in, with_resources(TASKS % ("TCP", "!Ref Protocol", 8080))),
    "another group opens the port of the health check": (
        ways.lets_in,
        with_resources(GENEVE % 'HealthCheckPort: "80"'),
    ),
    "destinations of two other stacks": (
        ways.one_route,
        with_resources(
            ROUTES % tuple(f"!GetStackOutput {{StackName: {each}, OutputName: Range}}" for each in ("one", "two"))
        ),
    ),
    "everybody may ask, and a person accepts": (ways.endpoint_service, with_resources(ENDPOINT % "true")),
    "acceptance that is not known": (ways.endpoint_service, with_resources(ENDPOINT % "!Ref Accept")),
    "all traffic goes to a group of another stack": (
        listeners.leads_somewhere,
        with_resources(
            LISTENER % "{TargetGroupArn: !Ref New, Weight: 0}, {TargetGroupArn: !ImportValue Old, Weight: 100}"
        ),
    ),
    "a condition decides on a group": (
        listeners.leads_somewhere,
        with_resources(LISTENER % "{TargetGroupArn: !Ref New, Weight: 0}, !If [Old, {Weight: 1}, {Weight: 2}]"),
    ),
    "weights of a parameter": (
        listeners.leads_somewhere,
        _after_all(with_resources(LISTENER % "{TargetGroupArn: !Ref New, Weight: !Ref None}"), PROTECT),
    ),
    "attributes of a protocol that is not known": (
        listeners.attribute_exists,
        with_resources(TARGETS % ("!Ref Protocol", "rebalance")),
    ),
    "one way of failover alone, which is the default": (
        listeners.fails_over,
        with_resources(TARGETS % ("GENEVE", "no_rebalance")),
    ),
    "a limit that counts below one that blocks": (
        firewalls.refuses,
        with_resources(ACL % ", ".join((RATE % ("Soft", "Count", ""), RATE % ("Hard", "Block", "")))),
    ),
    "a limit that labels": (
        firewalls.refuses,
        with_resources(ACL % (RATE % ("Soft", "Count", ", RuleLabels: [{Name: many}]"))),
    ),
    "an association of a parameter": (
        firewalls.stands_before,
        with_resources(
            (ACL % "").replace("CLOUDFRONT", "REGIONAL")
            + "Of: {Type: 'AWS::WAFv2::WebACLAssociation', Properties: {WebACLArn: !Ref Arn}}"
        ),
    ),
    "a group that labels for a rule that blocks": (firewalls.refuses, with_resources(ACL % f"{COUNTED}, {BLOCKED}")),
}


@pytest.mark.parametrize(("rule", "files"), RIGHT.values(), ids=RIGHT)
def test_what_is_right_is_no_finding(rule: Any, files: Mapping[str, str]) -> None:
    assert list(rule.findings(Repository(files))) == []


WRONG = {
    "no group opens the port of the health check": (ways.lets_in, with_resources(GENEVE % 'HealthCheckPort: "90"')),
    "instances behind a load balancer": (
        ways.private_subnets,
        with_resources(GROUPS % ("TargetGroupARNs: [group]", "ENABLED", "NatGateway")),
    ),
    "endpoints that nobody accepts": (ways.endpoint_service, with_resources(ENDPOINT % "false")),
    "two different ways of failover": (listeners.fails_over, with_resources(TARGETS % ("GENEVE", "rebalance"))),
}


@pytest.mark.parametrize(("rule", "files"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_one_finding(rule: Any, files: Mapping[str, str]) -> None:
    assert len(list(rule.findings(Repository(files)))) == 1
