"""The router: the only way in for users, and a service that no release can turn back."""

import json
from dataclasses import replace

import pytest

from project import NAME
from router.operations import OPERATIONS
from router.parameter import parameter_name
from router.settings import Settings
from tests.support.choices import CANARY, CODEDEPLOY, CODEDEPLOY_CANARY, LINEAR, ROLLING, SHIFTING
from tests.support.cloudformation import (
    Template,
    as_list,
    health_alarms_by_name,
    in_words,
    properties,
    references,
    resources,
    statements,
    text,
    waits_for,
)
from tests.support.router_templates import (
    OF_THE_ROUTER,
    router_definition,
    router_service,
    router_variables,
    security_group_of,
)
from tests.support.synthesis import every_environment
from tests.support.tasks import balancer, delivered, entrance, let_in, listeners_of, of_construct
from tests.support.workload_templates import deployed
from workload.environment import Environment, Router, Weight
from workload.service.balancer_parts import HEALTH_PATH

BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"
GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"
each_kind = pytest.mark.parametrize(
    "environment", [SHIFTING, ROLLING, CANARY, LINEAR, CODEDEPLOY_CANARY], ids=lambda each: each.name
)


def settings_of(template: Template, environment: Environment) -> Settings:
    """What the router makes of its variables; raises when it could not start."""
    handed = router_variables(template)
    # Words of a template are no host name.
    return Settings.load({**handed, "NEW_URL": "http://new.internal", "AWS_REGION": environment.region})


@each_kind
def test_users_reach_the_router_and_nothing_else(environment: Environment) -> None:
    template = deployed(environment)["service"]
    id, users_reach = entrance(template)
    assert users_reach["Scheme"] == "internet-facing"
    public = [
        name for name, each in resources(template, BALANCER).items() if each["Properties"]["Scheme"] != "internal"
    ]
    assert public == [id]
    (group,) = of_construct(template, GROUP, OF_THE_ROUTER)
    _, service = router_service(template)
    assert [references(each["TargetGroupArn"]) for each in service["LoadBalancers"]] == [{group}]
    for port, listener in listeners_of(template, id).items():
        sent = [
            each.get("RedirectConfig", {}).get("Protocol") or references(each) for each in listener["DefaultActions"]
        ]
        assert sent == (["HTTPS"] if environment.certificate_arn and port == 80 else [{group}])


def test_with_a_domain_users_have_tls_and_port_80_leads_there() -> None:
    template = deployed(LINEAR)["service"]
    id, _ = entrance(template)
    listeners = listeners_of(template, id)
    assert {port: each["Protocol"] for port, each in listeners.items()} == {443: "HTTPS", 80: "HTTP"}
    assert listeners[443]["Certificates"] == [{"CertificateArn": LINEAR.certificate_arn}]
    assert template["Outputs"]["Endpoint"]["Value"] == f"https://{LINEAR.domain}"


@each_kind
def test_a_firewall_stands_before_the_router_and_its_access_is_logged(environment: Environment) -> None:
    template = deployed(environment)["service"]
    id, users_reach = entrance(template)
    protected = [references(each["ResourceArn"]) for each in properties(template, "AWS::WAFv2::WebACLAssociation")]
    assert {id} in protected
    attributes = {each["Key"]: each["Value"] for each in users_reach["LoadBalancerAttributes"]}
    assert attributes["access_logs.s3.enabled"] == "true"


@each_kind
def test_the_router_starts_with_its_variables_and_the_weights_of_the_environment(environment: Environment) -> None:
    template = deployed(environment)["service"]
    settings = settings_of(template, environment)
    assert settings.legacy_url == environment.router.legacy_url
    assert set(settings.initial_weights) == {each.name for each in OPERATIONS}
    assert json.loads(router_variables(template)["INITIAL_WEIGHTS"]) == json.loads(environment.router.document)
    new, _ = balancer(template)
    assert router_variables(template)["NEW_URL"] == f"http://{new}.DNSName"
    assert settings.port == environment.port


def test_the_weights_with_which_an_operation_starts_are_those_of_the_environment() -> None:
    first = OPERATIONS[0].name
    router = replace(ROLLING.router, weights={first: Weight(weight=10)})
    template = deployed(replace(ROLLING, name="weighed", router=router))["service"]
    assert settings_of(template, ROLLING).initial_weights[first].weight == 10


def test_there_is_a_legacy_system_only_where_the_environment_names_one() -> None:
    assert "LEGACY_URL" not in router_variables(deployed(SHIFTING)["service"])
    assert router_variables(deployed(ROLLING)["service"])["LEGACY_URL"] == ROLLING.router.legacy_url
    everything = settings_of(deployed(SHIFTING)["service"], SHIFTING).initial_weights
    assert {route.weight for route in everything.values()} == {100}


@each_kind
def test_the_router_reads_the_weights_and_nobody_writes_them_but_people(environment: Environment) -> None:
    template = deployed(environment)["service"]
    name = parameter_name(NAME, environment.name)
    assert router_variables(template)["WEIGHTS_PARAMETER"] == name
    (role,) = references(router_definition(template)["TaskRoleArn"])
    allowed = [each for owner, each in statements(template) if owner == role]
    assert [as_list(each["Action"]) for each in allowed] == [["ssm:GetParameter"]]
    assert in_words(allowed[0]["Resource"]).endswith(f":parameter{name}")
    for part in deployed(environment).values():
        assert not resources(part, "AWS::SSM::Parameter"), "a deployment would write the weights of this template back"
        assert "ssm:PutParameter" not in text(part) and "ssm:*" not in text(part)


@each_kind
def test_the_router_replaces_its_tasks_one_by_one_and_goes_back_when_an_alarm_fires(environment: Environment) -> None:
    template = deployed(environment)["service"]
    _, service = router_service(template)
    deployment = service["DeploymentConfiguration"]
    assert deployment["Strategy"] == "ROLLING"
    assert deployment["DeploymentCircuitBreaker"] == {
        "Enable": True,
        "Rollback": True,
        "ThresholdConfiguration": {"Type": "COUNT", "Value": 3},
        "ResetOnHealthyTask": False,
    }
    assert (deployment["MinimumHealthyPercent"], deployment["MaximumPercent"]) == (100, 200)
    assert deployment["Alarms"]["Enable"] and deployment["Alarms"]["Rollback"]
    assert references(deployment["Alarms"]["AlarmNames"]) == set(health_alarms_by_name(template))
    assert service["DesiredCount"] == environment.router.tasks
    assert "DeploymentController" not in service or service["DeploymentController"]["Type"] == "ECS"


@pytest.mark.parametrize("environment", [SHIFTING, CODEDEPLOY], ids=lambda each: each.name)
def test_the_router_is_deployed_after_the_new_service(environment: Environment) -> None:
    template = deployed(environment)["service"]
    id, _ = router_service(template)
    new, _ = delivered(template)
    # With CodeDeploy the service is there at once, and the deployment is a resource of its own.
    assert {new, *resources(template, "Custom::EcsDeployment")} <= waits_for(template, id)


@each_kind
def test_the_router_runs_on_fargate_in_the_cluster_of_the_new_service(environment: Environment) -> None:
    template = deployed(environment)["service"]
    _, service = router_service(template)
    assert references(service["Cluster"]) == references(delivered(template)[1]["Cluster"])
    providers = [each["CapacityProvider"] for each in service.get("CapacityProviderStrategy", ())]
    assert service.get("LaunchType") == "FARGATE" or providers in (["FARGATE"], ["FARGATE_SPOT"])
    definition = router_definition(template)
    assert definition["RequiresCompatibilities"] == ["FARGATE"]
    sizes = environment.router
    assert (definition["Cpu"], definition["Memory"]) == (str(sizes.cpu), str(sizes.memory_mb))


@each_kind
def test_only_the_public_load_balancer_reaches_the_router_and_only_it_reaches_the_new_one(
    environment: Environment,
) -> None:
    template = deployed(environment)["service"]
    _, service = router_service(template)
    (own,) = security_group_of(service)
    _, users_reach = entrance(template)
    callers = [references(rule["SourceSecurityGroupId"]) for rule in let_in(template, {"Ref": own})]
    assert callers == [references(users_reach["SecurityGroups"])]
    _, internal = balancer(template)
    inside = {
        name
        for rule in let_in(template, internal["SecurityGroups"])
        for name in references(rule["SourceSecurityGroupId"])
    }
    assert own in inside
    assert all(name == own or name.startswith("Hooks") for name in inside)


@every_environment
def test_no_size_of_a_router_is_missing_in_an_environment(environment: Environment) -> None:
    template = deployed(environment)["service"]
    assert settings_of(template, environment).metrics_namespace
    assert router_service(template)[1]["DesiredCount"] >= Router().tasks


def test_a_deployment_of_the_router_that_failed_reaches_people() -> None:
    template = deployed(CODEDEPLOY)["service"]
    id, _ = router_service(template)
    rules = [each for each in properties(template, "AWS::Events::Rule") if "SERVICE_DEPLOYMENT_FAILED" in text(each)]
    (rule,) = [each for each in rules if id in references(each["EventPattern"]["resources"])]
    topics = [references(alarm["AlarmActions"]) for alarm in health_alarms_by_name(template).values()]
    assert [references(target["Arn"]) for target in rule["Targets"]] == topics[:1]


def test_the_load_balancer_asks_the_router_for_its_own_health() -> None:
    (group,) = of_construct(deployed(SHIFTING)["service"], GROUP, OF_THE_ROUTER).values()
    # A new service that fails must not take the router away from the accounts of the legacy system.
    assert group["Properties"]["HealthCheckPath"] == HEALTH_PATH == "/health"
