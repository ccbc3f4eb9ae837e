"""A service that only other tasks reach: an internal load balancer, and hooks that work in its network."""

import importlib
import json

import pytest
from release_hooks.settings import RULES, Settings

from tests.support.choices import CODEDEPLOY, LINEAR
from tests.support.cloudformation import (
    Template,
    in_words,
    properties,
    references,
    resources,
    statements,
    text,
    waiting_in_a_circle,
)
from tests.support.hooks import Context
from tests.support.internal_service import synthesise
from tests.support.remembered_synthesis import remembered
from tests.support.tasks import balancer, delivered, delivered_definition, let_in, listeners_of, only_container
from workload.environment import Environment
from workload.names import hook_name
from workload.service.hook_network import INTERFACES
from workload.service.load_balancer import PLAIN

# With a domain and in a network without a way out, and by the other controller.
either_controller = pytest.mark.parametrize("environment", [LINEAR, CODEDEPLOY], ids=lambda each: each.name)


def template_of(environment: Environment) -> Template:
    """The template of a stack with such a service; raises when cdk-nag finds something."""
    assembly = remembered().assembly(f"internal service of {environment}", lambda: synthesise(environment))
    template: Template = json.loads((assembly / "Internal.template.json").read_text("utf-8"))
    return template


@either_controller
def test_it_stands_in_the_subnets_of_tasks_and_the_internet_does_not_reach_it(environment: Environment) -> None:
    template = template_of(environment)
    _, internal = balancer(template)
    assert internal["Scheme"] == "internal"
    names = [text(template["Resources"][subnet]["Properties"]["Tags"]) for subnet in references(internal["Subnets"])]
    assert len(names) == environment.network.zones
    assert all("Tasks" in name for name in names)
    for group in properties(template, "AWS::EC2::SecurityGroup"):
        assert "0.0.0.0/0" not in text(group.get("SecurityGroupIngress", []))


@either_controller
def test_it_has_no_domain_and_speaks_plain_http_to_whoever_is_let_in(environment: Environment) -> None:
    template = template_of(environment)
    id, internal = balancer(template)
    listeners = listeners_of(template, id)
    assert set(listeners) == {PLAIN.production, PLAIN.test}
    assert {each["Protocol"] for each in listeners.values()} == {"HTTP"}
    assert in_words(template["Outputs"]["Address"]["Value"]) == f"http://{id}.DNSName"
    reached = {
        (caller, rule["FromPort"])
        for rule in let_in(template, internal["SecurityGroups"])
        for caller in references(rule["SourceSecurityGroupId"])
    }
    (callers,) = [name for name in resources(template, "AWS::EC2::SecurityGroup") if name.startswith("Callers")]
    (hooks,) = [name for name in resources(template, "AWS::EC2::SecurityGroup") if name.startswith("Hooks")]
    # Others than hooks do not reach tasks that are only being tried out.
    assert reached == {(callers, PLAIN.production), (hooks, PLAIN.production), (hooks, PLAIN.test)}


@either_controller
def test_hooks_work_beside_the_tasks_and_their_code_makes_no_network_interface(environment: Environment) -> None:
    template = template_of(environment)
    id, internal = balancer(template)
    functions = properties(template, "AWS::Lambda::Function")
    hooks = [each for each in functions if each["Handler"].endswith("_traffic")]
    assert len(hooks) == 2
    for hook in hooks:
        assert references(hook["VpcConfig"]["SubnetIds"]) == references(internal["Subnets"])
        handed = {name: in_words(value) for name, value in hook["Environment"]["Variables"].items()}
        settings = Settings.load({**handed, "RELEASE_TEST_SECRET_ARN": RULES["RELEASE_TEST_SECRET_ARN"][1]})
        assert (settings.endpoint, settings.tls_name) == (f"http://{id}.DNSName", "")
        of_its_role = [each for role, each in statements(template) if {role} == references(hook["Role"])]
        on_interfaces = {each["Effect"]: each for each in of_its_role if each["Action"] == INTERFACES}
        assert set(on_interfaces) == {"Allow", "Deny"}
        source = on_interfaces["Deny"]["Condition"]["ArnEquals"]["lambda:SourceFunctionArn"]
        assert in_words(source).endswith(f":function:{hook['FunctionName']}")
    assert {each["FunctionName"] for each in hooks} == {hook_name(environment, each) for each in ("pre", "post")}


@either_controller
def test_a_clock_keeps_the_hooks_in_the_network_between_releases(
    environment: Environment, caplog: pytest.LogCaptureFixture
) -> None:
    """AWS Lambda takes the network from a function that is idle for weeks, and then the hook of a release fails."""
    template = template_of(environment)
    functions = resources(template, "AWS::Lambda::Function").items()
    hooks = {id: each for id, each in functions if each["Properties"]["Handler"].endswith("_traffic")}
    clocks = [each for each in properties(template, "AWS::Events::Rule") if "ScheduleExpression" in each]
    called = {id: clock for clock in clocks for id in references(clock["Targets"]) & set(hooks)}
    assert set(called) == set(hooks)
    for id, clock in called.items():
        assert clock["ScheduleExpression"] == "rate(1 day)"
        (target,) = clock["Targets"]
        module, _, name = hooks[id]["Properties"]["Handler"].rpartition(".")
        # Without a variable and a client: a hook that took it for a release would refuse, and raise an alarm.
        getattr(importlib.import_module(module), name)(json.loads(target["Input"]), Context())
    assert caplog.records == []
    allowed = [each for each in properties(template, "AWS::Lambda::Permission") if references(each["SourceArn"])]
    assert {id for each in allowed for id in references(each["FunctionName"])} >= set(hooks)


def test_services_of_the_workload_get_an_endpoint_and_only_one() -> None:
    endpoints = [in_words(each["ServiceName"]) for each in properties(template_of(LINEAR), "AWS::EC2::VPCEndpoint")]
    for service in ("ssm", "secretsmanager"):
        assert [each.rpartition(".")[2] for each in endpoints].count(service) == 1


@either_controller
def test_its_tasks_need_no_database_and_follow_what_waits_as_well(environment: Environment) -> None:
    template = template_of(environment)
    container = only_container(delivered_definition(template))
    assert not [each["Name"] for each in container["Environment"] if each["Name"].startswith("DATABASE_")]
    policies = properties(template, "AWS::ApplicationAutoScaling::ScalingPolicy")
    followed = [each["TargetTrackingScalingPolicyConfiguration"] for each in policies]
    assert len(followed) == 3
    (waiting,) = [each for each in followed if "Waiting" in text(each)]
    assert waiting["TargetValue"] == 3


@either_controller
def test_alarms_of_other_parts_roll_it_back_too(environment: Environment) -> None:
    template = template_of(environment)
    (other,) = [name for name in resources(template, "AWS::CloudWatch::Alarm") if name.startswith("Other")]
    groups = resources(template, "AWS::CodeDeploy::DeploymentGroup").values()
    watching = [each["Properties"]["AlarmConfiguration"] for each in groups]
    watched = references(watching or delivered(template)[1]["DeploymentConfiguration"]["Alarms"])
    assert other in watched and len(watched) > 1


@either_controller
def test_no_resource_waits_for_itself(environment: Environment) -> None:
    assert not waiting_in_a_circle(template_of(environment))
