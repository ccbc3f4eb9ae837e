"""What the templates promise about this service. This file is yours: what it says holds for this service only."""

from typing import Any

import pytest

from environments import SANDBOX
from tests.support.cloudformation import as_list, properties, statements, text
from tests.support.functions import routes
from tests.support.synthesis import every_environment
from tests.support.workload_templates import deployed
from workload.environment import Environment

HANDLERS = {f"backend.handlers.{name}.handler" for name in ("api", "pre_traffic", "post_traffic")}
# These know no resources.
TRACES = {"xray:PutTraceSegments", "xray:PutTelemetryRecords"}


@pytest.fixture
def service() -> dict[str, Any]:
    return deployed(SANDBOX)["service"]


def test_the_functions_are_the_api_and_its_two_hooks(service: dict[str, Any]) -> None:
    handlers = {each["Handler"] for each in properties(service, "AWS::Lambda::Function")}
    assert {each for each in handlers if each.startswith("backend.")} == HANDLERS


def test_the_health_is_all_that_callers_reach(service: dict[str, Any]) -> None:
    assert {f"{route.method} {route.path}" for route in routes(service)} == {"GET /health"}


def test_no_function_reaches_a_table(service: dict[str, Any]) -> None:
    assert not [statement for _role, statement in statements(service) if "dynamodb:" in text(statement)]


@every_environment
def test_only_traces_may_be_written_anywhere(environment: Environment) -> None:
    for role, statement in statements(deployed(environment)["service"]):
        if "*" in as_list(statement["Resource"]):
            assert set(as_list(statement["Action"])) == TRACES, f"{role} may {statement['Action']} on everything"


def test_the_dashboard_shows_what_users_meet_before_the_resources(service: dict[str, Any]) -> None:
    (dashboard,) = properties(service, "AWS::CloudWatch::Dashboard")
    body = text(dashboard["DashboardBody"])
    assert body.index("Requests") < body.index("# Resources") < body.rindex("AWS/Lambda")
