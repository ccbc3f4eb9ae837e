"""The trial of new tasks before they get traffic: when it runs, from where, and with which rights."""

from dataclasses import replace

import pytest

from tests.support.cloudformation import in_words, properties, references, resources, statements
from tests.support.cnf import BLUE_GREEN, CANARY, GATEWAY, LINEAR, ROLLING, function_stack, service_of
from workload.environment import Environment, Port, Protocol
from workload.service_deployment import HOOK_MINUTES

FUNCTION = "AWS::Lambda::Function"
every_trial = pytest.mark.parametrize("environment", [BLUE_GREEN, CANARY, LINEAR], ids=lambda each: each.name)
UDP_ALONE = replace(CANARY, ports=(Port(number=5060, protocol=Protocol.UDP),))


@every_trial
def test_new_tasks_are_tried_before_they_get_traffic(environment: Environment) -> None:
    template = function_stack(environment)
    (hook,) = service_of(environment)["DeploymentConfiguration"]["LifecycleHooks"]
    assert hook["LifecycleStages"] == ["POST_TEST_TRAFFIC_SHIFT"]
    assert references(hook["HookTargetArn"]) == set(resources(template, FUNCTION))
    (caller,) = references(hook["RoleArn"])
    (allowed,) = [each for role, each in statements(template) if role == caller]
    assert allowed["Action"] == "lambda:InvokeFunction"
    assert references(allowed["Resource"]) == set(resources(template, FUNCTION))


@every_trial
def test_a_trial_that_does_not_answer_is_rolled_back_within_the_minutes_that_the_deployment_counts(
    environment: Environment,
) -> None:
    (hook,) = service_of(environment)["DeploymentConfiguration"]["LifecycleHooks"]
    (function,) = properties(function_stack(environment), FUNCTION)
    waits = hook["TimeoutConfiguration"]
    assert waits == {"TimeoutInMinutes": HOOK_MINUTES, "Action": "ROLLBACK"}
    assert function["Timeout"] < waits["TimeoutInMinutes"] * 60


@pytest.mark.parametrize("environment", [GATEWAY, ROLLING, UDP_ALONE], ids=["gateway", "rolling", "udp"])
def test_there_is_no_trial_where_nothing_is_held_back_or_nobody_would_answer(environment: Environment) -> None:
    assert "LifecycleHooks" not in service_of(environment)["DeploymentConfiguration"]
    assert not resources(function_stack(environment), FUNCTION)


@every_trial
def test_it_tries_each_tcp_port_by_both_of_its_listeners(environment: Environment) -> None:
    template = function_stack(environment)
    (function,) = properties(template, FUNCTION)
    pairs = [pair.split(":") for pair in function["Environment"]["Variables"]["PORTS"].split(",")]
    listeners = resources(template, "AWS::ElasticLoadBalancingV2::Listener")
    expected = []
    for balanced in service_of(environment)["LoadBalancers"]:
        advanced = balanced["AdvancedConfiguration"]
        (users,), (test,) = (references(advanced[each]) for each in ("ProductionListenerRule", "TestListenerRule"))
        if listeners[users]["Properties"]["Protocol"] == "TCP":
            expected.append([str(listeners[each]["Properties"]["Port"]) for each in (users, test)])
    assert pairs == expected


@every_trial
def test_it_stands_in_the_network_and_nobody_else_reaches_new_tasks(environment: Environment) -> None:
    template = function_stack(environment)
    (function,) = properties(template, FUNCTION)
    assert all("Management" in in_words(each) for each in function["VpcConfig"]["SubnetIds"])
    (tester,) = references(function["VpcConfig"]["SecurityGroupIds"])
    assert not template["Resources"][tester]["Properties"].get("SecurityGroupEgress"), "it calls nobody else"
    (balancer,) = properties(template, "AWS::ElasticLoadBalancingV2::LoadBalancer")
    (group,) = references(balancer["SecurityGroups"])
    open_ports = {rule["FromPort"] for rule in template["Resources"][group]["Properties"]["SecurityGroupIngress"]}
    tried = {int(pair.split(":")[1]) for pair in function["Environment"]["Variables"]["PORTS"].split(",")}
    assert not tried & open_ports
    for rule in resources(template, "AWS::EC2::SecurityGroupIngress").values():
        if rule["Properties"]["FromPort"] in tried:
            assert references(rule["Properties"]["SourceSecurityGroupId"]) == {tester}


@every_trial
def test_its_code_ends_before_lambda_stops_it(environment: Environment) -> None:
    from workload.service.cnf.hooks.try_ports import CONNECT_SECONDS, CONNECTIONS_IN_A_ROW, PATIENCE_SECONDS

    (function,) = properties(function_stack(environment), FUNCTION)
    tries = (CONNECTIONS_IN_A_ROW + 2) * CONNECT_SECONDS * len(environment.ports)
    assert PATIENCE_SECONDS + tries < function["Timeout"]
    name, _, handler = function["Handler"].partition(".")
    assert (name, handler) == ("try_ports", "handler")
