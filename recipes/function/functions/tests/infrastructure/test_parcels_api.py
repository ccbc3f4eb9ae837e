"""What the templates promise about the function for parcels, behind the API."""

from typing import Any

import pytest

from environments import SANDBOX
from tests.support.cloudformation import as_list, health_alarms, properties, references, resources, statements
from tests.support.functions import released, routes, variables
from tests.support.synthesis import every_environment
from tests.support.workload_templates import deployed
from workload.environment import Environment

HANDLER = "parcels_api.handler.handler"


@pytest.fixture
def service() -> dict[str, Any]:
    return deployed(SANDBOX)["service"]


def function(service: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Logical id and resource."""
    functions = resources(service, "AWS::Lambda::Function").items()
    (found,) = [(name, each) for name, each in functions if each["Properties"]["Handler"] == HANDLER]
    return found


def test_its_routes_lead_to_it_and_those_of_orders_do_not(service: dict[str, Any]) -> None:
    name, _ = function(service)
    assert sorted(each.path for each in routes(service) if each.function == name) == [
        "/parcels/health",
        "/parcels/price",
    ]


@every_environment
def test_the_verification_asks_it_for_the_version_that_is_released(environment: Environment) -> None:
    service = deployed(environment)["service"]
    paths = [each["Value"] for name, each in service["Outputs"].items() if name.endswith("SmokePath")]
    assert "/parcels/health" in paths
    assert variables(function(service)[1])["RELEASED_VERSION"] == service["Outputs"]["DeployedVersion"]["Value"]


def test_it_may_write_its_log_and_traces_and_do_nothing_else(service: dict[str, Any]) -> None:
    role = references(function(service)[1]["Properties"]["Role"])
    allowed = [each for name, each in statements(service) if {name} == role]
    actions = {action.partition(":")[0] for each in allowed for action in as_list(each["Action"])}
    assert actions == {"logs", "xray"}
    others = [references(each["Properties"]["Role"]) for each in released(service).values()]
    assert role not in others


def test_no_api_but_this_one_may_call_it(service: dict[str, Any]) -> None:
    name, _ = function(service)
    permissions = properties(service, "AWS::Lambda::Permission")
    mine = [each for each in permissions if name in references(each["FunctionName"])]
    (api,) = resources(service, "AWS::ApiGatewayV2::Api")
    assert mine
    for each in mine:
        assert each["Principal"] == "apigateway.amazonaws.com"
        assert api in references(each["SourceArn"])


@every_environment
def test_its_errors_roll_a_deployment_back(environment: Environment) -> None:
    service = deployed(environment)["service"]
    name, _ = function(service)
    watched = [(alarm["MetricName"], references(alarm["Dimensions"])) for alarm in health_alarms(service)]
    assert ("Errors", {name}) in watched


@every_environment
def test_what_lambda_refuses_is_told_and_rolls_nothing_back(environment: Environment) -> None:
    service = deployed(environment)["service"]
    name, _ = function(service)
    alarms = properties(service, "AWS::CloudWatch::Alarm")
    refused = [alarm for alarm in alarms if alarm.get("MetricName") == "Throttles"]
    (told,) = [alarm for alarm in refused if references(alarm["Dimensions"]) == {name}]
    assert told["AlarmActions"]
    assert told not in health_alarms(service)
