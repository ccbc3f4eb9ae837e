"""Who may call the management API, by which routes, and what is written of them."""

import os
from copy import deepcopy
from dataclasses import replace
from fnmatch import fnmatchcase

import pytest

from tests.support.choices import EVERY_CHOICE, VNF_FILTER
from tests.support.cloudformation import Template, in_words, properties, references, resources
from tests.support.management import methods, rights, routes_in_code
from tests.support.synthesis import every_environment
from tests.support.workload_templates import deployed
from workload.environment import Environment
from workload.service.management_api import HEALTH, ROUTES

# With suites, as no environment of production.
TESTED = replace(VNF_FILTER, name="tested", suites=("e2e",))
every_choice = pytest.mark.parametrize("environment", EVERY_CHOICE, ids=lambda each: each.name)


def unsigned(service: Template) -> set[str]:
    """The methods that take a request without a signature."""
    return {route for route, each in methods(service) if each["AuthorizationType"] != "AWS_IAM"}


@every_environment
def test_everything_but_the_health_check_wants_a_signature(environment: Environment) -> None:
    assert unsigned(deployed(environment)["service"]) == {f"GET {HEALTH}"}


def test_a_method_that_takes_requests_of_everybody_is_seen() -> None:
    service = deepcopy(deployed(VNF_FILTER)["service"])
    next(each for route, each in methods(service) if route == "PUT /policy")["AuthorizationType"] = "NONE"
    assert unsigned(service) == {"PUT /policy", f"GET {HEALTH}"}


@every_environment
def test_api_gateway_has_the_routes_of_the_code_and_no_other(environment: Environment) -> None:
    in_code = routes_in_code()
    assert {route for route, _ in methods(deployed(environment)["service"])} == in_code
    assert {f"{method} {path}" for method, path in ROUTES} == in_code - {f"GET {HEALTH}"}


def test_who_asks_for_the_routes_leaves_the_variables_that_decide_what_is_remembered() -> None:
    before = dict(os.environ)
    routes_in_code.cache_clear()
    assert routes_in_code()
    assert dict(os.environ) == before


@every_environment
def test_nothing_older_than_tls_1_2_is_spoken(environment: Environment) -> None:
    (api,) = properties(deployed(environment)["service"], "AWS::ApiGateway::RestApi")
    assert api["SecurityPolicy"].startswith("SecurityPolicy_TLS13_1_")
    assert api["EndpointAccessMode"] == "STRICT"


@every_environment
def test_requests_are_limited_traced_and_logged_with_who_made_them(environment: Environment) -> None:
    service = deployed(environment)["service"]
    (stage,) = properties(service, "AWS::ApiGateway::Stage")
    (settings,) = stage["MethodSettings"]
    assert 0 < settings["ThrottlingRateLimit"] <= 100
    assert stage["TracingEnabled"]
    log = stage["AccessLogSetting"]
    assert references(log["DestinationArn"]) & set(resources(service, "AWS::Logs::LogGroup"))
    for word in ("$context.identity.userArn", "$context.identity.sourceIp", "$context.status"):
        assert word in log["Format"]


def test_the_role_with_which_api_gateway_logs_in_this_account_stays_when_a_stack_goes() -> None:
    service = deployed(VNF_FILTER)["service"]
    ((name, account),) = resources(service, "AWS::ApiGateway::Account").items()
    (role,) = references(account["Properties"]["CloudWatchRoleArn"])
    assert {service["Resources"][each]["DeletionPolicy"] for each in (name, role)} == {"Retain"}


def test_suites_may_call_the_api_in_a_role_that_only_the_reader_of_the_bootstrap_assumes() -> None:
    service = deployed(TESTED)["service"]
    (name,) = references(service["Outputs"]["TesterRole"]["Value"])
    role = service["Resources"][name]["Properties"]
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    reader = in_words(trust["Condition"]["ArnEquals"]["aws:PrincipalArn"])
    assert reader.endswith(f"-lookup-role-<AWS::AccountId>-{TESTED.region}")
    api = {resource for resource, actions in rights(service, {"Ref": name}).items() if "execute-api:Invoke" in actions}
    stage = f"{name_of_api(service)}/live/"
    assert all(stage in resource for resource in api)
    for called in ("GET/policy", "PUT/policy", "GET/policy/versions/3HL4kq", "POST/policy/versions/3HL4kq/restore"):
        assert any(fnmatchcase(called, resource.partition("/live/")[2]) for resource in api), called
    assert not any(fnmatchcase("DELETE/policy", resource.partition("/live/")[2]) for resource in api)


def name_of_api(service: Template) -> str:
    """The REST API as a value that names it says it in words."""
    (name,) = resources(service, "AWS::ApiGateway::RestApi")
    return in_words({"Ref": name})


@every_choice
def test_nobody_tests_where_no_suite_runs(environment: Environment) -> None:
    assert not environment.suites
    assert "TesterRole" not in deployed(environment)["service"]["Outputs"]
