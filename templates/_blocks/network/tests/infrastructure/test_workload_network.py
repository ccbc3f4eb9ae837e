"""The network, and what reaches the service from outside."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from tests.support.choices import CANARY, CERTIFICATE, CODEDEPLOY, LINEAR, ROLLING, SHIFTING
from tests.support.cloudformation import Template, in_words, properties, references, resources, text
from tests.support.synthesis import every_environment
from tests.support.tasks import (
    BALANCER,
    OF_THE_LOAD_BALANCER,
    balancer,
    delivered,
    entrance,
    let_in,
    listeners_of,
    of_construct,
)
from tests.support.workload_templates import deployed
from workload.data.network import ENDPOINTS
from workload.environment import Controller, Egress, Environment

ASSOCIATION = "AWS::WAFv2::WebACLAssociation"


def of_users(template: Template) -> dict[int, dict[str, Any]]:
    """The listeners that users reach, by port."""
    return listeners_of(template, entrance(template)[0])


def of_tasks(template: Template) -> dict[int, dict[str, Any]]:
    """The listeners before the tasks that deployments replace step by step, by port."""
    return listeners_of(template, balancer(template)[0])


@pytest.mark.parametrize("environment", [ROLLING, CANARY], ids=["two zones", "three zones"])
def test_every_zone_has_a_subnet_for_balancer_tasks_and_database(environment: Environment) -> None:
    data = deployed(environment)["data"]
    assert len(properties(data, "AWS::EC2::Subnet")) == 3 * environment.network.zones
    assert not [subnet for subnet in properties(data, "AWS::EC2::Subnet") if subnet.get("MapPublicIpOnLaunch")]


def test_a_zone_more_moves_no_subnet() -> None:
    two, three = (deployed(environment)["data"] for environment in (ROLLING, CANARY))
    before, after = ({each["CidrBlock"] for each in properties(data, "AWS::EC2::Subnet")} for data in (two, three))
    assert before < after


def test_the_zones_are_those_that_the_environment_names() -> None:
    subnets = properties(deployed(ROLLING)["data"], "AWS::EC2::Subnet")
    assert Counter(subnet["AvailabilityZoneId"] for subnet in subnets) == {"euw1-az1": 3, "euw1-az3": 3}
    assert not [subnet for subnet in subnets if "AvailabilityZone" in subnet]


def test_without_names_they_are_those_that_the_account_lists_first() -> None:
    subnets = properties(deployed(CANARY)["data"], "AWS::EC2::Subnet")
    chosen = [text(subnet["AvailabilityZone"]) for subnet in subnets]
    assert all("Fn::GetAZs" in each for each in chosen)
    assert len(set(chosen)) == 3


@every_environment
def test_there_are_as_many_nat_gateways_as_the_environment_says(environment: Environment) -> None:
    network = environment.network
    expected = network.nat_gateways if network.egress is Egress.NAT else 0
    assert len(resources(deployed(environment)["data"], "AWS::EC2::NatGateway")) == expected


def test_with_nat_there_can_be_a_gateway_in_each_zone() -> None:
    assert len(resources(deployed(ROLLING)["data"], "AWS::EC2::NatGateway")) == 2


@pytest.mark.parametrize(
    ("environment", "agent"), [(LINEAR, ()), (CANARY, ("ecs", "ecs-agent", "ecs-telemetry"))], ids=["fargate", "ec2"]
)
def test_with_endpoints_there_is_no_way_to_the_internet(environment: Environment, agent: tuple[str, ...]) -> None:
    data = deployed(environment)["data"]
    assert not resources(data, "AWS::EC2::NatGateway")
    endpoints = properties(data, "AWS::EC2::VPCEndpoint")
    interfaces = [each for each in endpoints if each["VpcEndpointType"] == "Interface"]
    # Images, logs, secrets, traces; an instance calls ECS besides.
    named = {in_words(each["ServiceName"]).rpartition(f".{environment.region}.")[2] for each in interfaces}
    assert {"ecr.api", "ecr.dkr", "logs", "secretsmanager", "xray", *agent, *environment.network.endpoints} <= named
    assert all(each["PrivateDnsEnabled"] for each in interfaces)
    others = {in_words(each["ServiceName"]).rpartition(".")[2] for each in endpoints if each not in interfaces}
    assert {"s3", "dynamodb"} <= others  # S3 is where ECR keeps layers.


def policies(environment: Environment) -> dict[str, list[dict[str, Any]]]:
    """The statements of the endpoints that have a policy, by service, such as "ecr.api"."""
    endpoints = properties(deployed(environment)["data"], "AWS::EC2::VPCEndpoint")
    limited = [
        (in_words(each["ServiceName"]), each["PolicyDocument"]) for each in endpoints if "PolicyDocument" in each
    ]
    return {name.partition("amazonaws.")[2].partition(".")[2]: policy["Statement"] for name, policy in limited}


@pytest.mark.parametrize("environment", [LINEAR, CANARY], ids=["fargate", "ec2"])
def test_without_a_way_out_only_this_account_gets_through_and_anyone_to_layers_of_images(
    environment: Environment,
) -> None:
    found = policies(environment)
    assert set(found) == {"ecr.api", "ecr.dkr", "logs", "secretsmanager", "s3", "dynamodb"}
    layers = found["s3"].pop()
    assert layers["Action"] == "s3:GetObject"
    assert in_words(layers["Resource"]).endswith("-starport-layer-bucket/*")
    for (statement,) in found.values():
        assert statement["Condition"] == {"StringEquals": {"aws:PrincipalAccount": {"Ref": "AWS::AccountId"}}}


def test_with_a_way_to_the_internet_an_endpoint_refuses_nobody() -> None:
    assert policies(ROLLING) == {}


def test_a_service_that_the_tasks_call_gets_an_endpoint_and_only_one() -> None:
    network = replace(LINEAR.network, endpoints=("sns", "secrets_manager"))
    data = deployed(replace(LINEAR, network=network))["data"]
    endpoints = [in_words(each["ServiceName"]) for each in properties(data, "AWS::EC2::VPCEndpoint")]
    assert [each.rpartition(".")[2] for each in endpoints].count("sns") == 1
    assert [each.rpartition(".")[2] for each in endpoints].count("secretsmanager") == 1
    # A team may have put SQS among those of every environment.
    everywhere = {service.short_name for service in ENDPOINTS.values()}
    assert any(each.endswith(".sqs") for each in endpoints) is ("sqs" in everywhere)


@every_environment
def test_tasks_have_no_public_address(environment: Environment) -> None:
    for service in properties(deployed(environment)["service"], "AWS::ECS::Service"):
        assert service["NetworkConfiguration"]["AwsvpcConfiguration"].get("AssignPublicIp", "DISABLED") == "DISABLED"


def test_only_the_load_balancer_reaches_a_task() -> None:
    template = deployed(SHIFTING)["service"]
    _, service = delivered(template)
    _, before_tasks = balancer(template)
    (rule,) = let_in(template, service["NetworkConfiguration"]["AwsvpcConfiguration"]["SecurityGroups"])
    assert rule["FromPort"] == rule["ToPort"] == SHIFTING.port
    assert references(rule["SourceSecurityGroupId"]) == references(before_tasks["SecurityGroups"])


def test_with_a_domain_users_and_hooks_come_through_tls_and_plain_http_is_sent_there() -> None:
    found = of_users(deployed(LINEAR)["service"])
    assert {80, 443} <= set(found)
    for port in set(found) - {80}:
        assert found[port]["Protocol"] == "HTTPS"
        assert found[port]["Certificates"] == [{"CertificateArn": CERTIFICATE}]
        assert "TLS13" in found[port]["SslPolicy"]
    assert found[80]["DefaultActions"][0]["RedirectConfig"]["Protocol"] == "HTTPS"
    outputs = deployed(LINEAR)["service"]["Outputs"]
    assert outputs["Endpoint"]["Value"] == "https://api.example.com"


def firewall(template: Template) -> dict[str, Any]:
    """The one before the load balancer that users reach."""
    address, _ = entrance(template)
    (used,) = [each for each in properties(template, ASSOCIATION) if references(each["ResourceArn"]) == {address}]
    (acl,) = references(used["WebACLArn"])
    return dict(template["Resources"][acl]["Properties"])


def test_the_firewall_lets_a_large_body_through_and_logs_no_secret_of_who_asks() -> None:
    service = deployed(SHIFTING)["service"]
    acl = firewall(service)
    (common,) = [rule for rule in acl["Rules"] if rule["Name"] == "AWSManagedRulesCommonRuleSet"]
    (override,) = common["Statement"]["ManagedRuleGroupStatement"]["RuleActionOverrides"]
    assert (override["Name"], override["ActionToUse"]) == ("SizeRestrictions_BODY", {"Count": {}})
    for logged in properties(service, "AWS::WAFv2::LoggingConfiguration"):
        assert logged["LoggingFilter"]["DefaultBehavior"] == "DROP"
        hidden = {field["SingleHeader"]["Name"] for field in logged["RedactedFields"]}
        assert hidden >= {"authorization", "x-release-test"}


def test_without_a_domain_the_service_can_be_tried_out_through_plain_http() -> None:
    service = deployed(SHIFTING)["service"]
    found = of_users(service)
    assert 80 in found
    assert {each["Protocol"] for each in found.values()} == {"HTTP"}
    assert "http://" in text(service["Outputs"]["Endpoint"]["Value"])


def test_the_test_listener_lets_nobody_through_who_does_not_know_the_secret() -> None:
    service = deployed(SHIFTING)["service"]
    default = of_tasks(service)[8080]["DefaultActions"][0]
    assert default["FixedResponseConfig"]["StatusCode"] == "403"
    (rule,) = [
        each["Properties"]
        for each in of_construct(service, "AWS::ElasticLoadBalancingV2::ListenerRule", OF_THE_LOAD_BALANCER).values()
        if "Test" in text(each["Properties"]["ListenerArn"])
    ]
    (condition,) = rule["Conditions"]
    assert condition["HttpHeaderConfig"]["HttpHeaderName"] == "X-Release-Test"
    assert "{{resolve:secretsmanager:" in text(condition["HttpHeaderConfig"]["Values"])


def test_with_codedeploy_each_listener_routes_everything_to_one_group() -> None:
    service = deployed(CODEDEPLOY)["service"]
    assert CODEDEPLOY.controller is Controller.CODEDEPLOY
    rules = resources(service, "AWS::ElasticLoadBalancingV2::ListenerRule")
    assert not [name for name in rules if name.startswith(OF_THE_LOAD_BALANCER)]
    for listener in of_tasks(service).values():
        assert listener["DefaultActions"][0]["Type"] == "forward"


@every_environment
def test_the_load_balancer_stands_behind_a_firewall_and_writes_access_logs(environment: Environment) -> None:
    service = deployed(environment)["service"]
    rules = {rule["Name"] for rule in firewall(service)["Rules"]}
    assert {"AWSManagedRulesCommonRuleSet", "TooManyRequests"} <= rules
    for _, reached in (entrance(service), balancer(service)):
        attributes = {each["Key"]: each["Value"] for each in reached["LoadBalancerAttributes"]}
        assert attributes["access_logs.s3.enabled"] == "true"
        assert attributes["routing.http.drop_invalid_header_fields.enabled"] == "true"
        assert attributes.get("deletion_protection.enabled", "false") == str(environment.protect_data).lower()


@every_environment
def test_whatever_the_internet_reaches_stands_behind_a_firewall(environment: Environment) -> None:
    service = deployed(environment)["service"]
    protected = references([each["ResourceArn"] for each in properties(service, ASSOCIATION)])
    balancers = resources(service, BALANCER).items()
    open_to_all = {
        id
        for id, each in balancers
        if each["Properties"].get("Scheme") == "internet-facing" and each["Properties"].get("Type") != "network"
    }
    assert open_to_all <= protected, f"without a Firewall: {', '.join(open_to_all - protected)}"
