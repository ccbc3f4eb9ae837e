"""What the templates promise about orders. This file is yours: what it says holds for this service only."""

from typing import Any

import pytest

from environments import SANDBOX
from tests.support.cloudformation import (
    as_list,
    health_alarms,
    properties,
    references,
    resources,
    statements,
    text,
)
from tests.support.functions import hooks, routes, variables
from tests.support.synthesis import every_environment
from tests.support.workload_templates import deployed
from workload.environment import Environment

HANDLERS = {f"orders.handlers.{name}.handler" for name in ("api", "pre_traffic", "post_traffic")}
# These know no resources.
TRACES = {"xray:PutTraceSegments", "xray:PutTelemetryRecords"}


@pytest.fixture
def service() -> dict[str, Any]:
    return deployed(SANDBOX)["service"]


def api(service: dict[str, Any]) -> dict[str, Any]:
    """The function that answers requests."""
    functions = resources(service, "AWS::Lambda::Function").values()
    (found,) = [each for each in functions if each["Properties"]["Handler"] == "orders.handlers.api.handler"]
    return found


def test_the_functions_of_orders_are_the_api_and_its_two_hooks(service: dict[str, Any]) -> None:
    handlers = {each["Handler"] for each in properties(service, "AWS::Lambda::Function")}
    assert {each for each in handlers if each.startswith("orders.")} == HANDLERS


def test_orders_are_placed_and_read(service: dict[str, Any]) -> None:
    open_to_callers = {f"{route.method} {route.path}" for route in routes(service)}
    assert open_to_callers == {"GET /health", "POST /orders", "GET /orders/{order_id}"}


def test_old_orders_of_tests_and_old_idempotency_keys_expire_and_nothing_is_paid_in_advance() -> None:
    tables = properties(deployed(SANDBOX)["data"], "AWS::DynamoDB::Table")
    expiring = {t["KeySchema"][0]["AttributeName"]: t["TimeToLiveSpecification"]["AttributeName"] for t in tables}
    assert expiring == {"order_id": "expires_at", "id": "expiration"}
    assert {table["BillingMode"] for table in tables} == {"PAY_PER_REQUEST"}


def test_the_api_knows_its_two_tables(service: dict[str, Any]) -> None:
    known = variables(api(service))
    assert text(known["TABLE_NAME"]) != text(known["IDEMPOTENCY_TABLE_NAME"])


def test_nobody_may_delete_or_list_orders(service: dict[str, Any]) -> None:
    role = references(api(service)["Properties"]["Role"])
    allowed = [set(as_list(statement["Action"])) for name, statement in statements(service) if {name} == role]
    on_tables = sorted((actions for actions in allowed if "dynamodb:GetItem" in actions), key=len)
    assert on_tables[0] == {"dynamodb:GetItem", "dynamodb:PutItem"}
    # Powertools frees a key whose request failed, so it deletes in its own table.
    assert on_tables[1] == on_tables[0] | {"dynamodb:UpdateItem", "dynamodb:DeleteItem"}
    assert len(on_tables) == 2


def test_the_hooks_do_not_reach_the_tables(service: dict[str, Any]) -> None:
    roles = [references(hook["Properties"]["Role"]) for hook in hooks(service).values()]
    assert not [s for name, s in statements(service) if {name} in roles and "dynamodb:" in text(s)]


@every_environment
def test_only_traces_may_be_written_anywhere(environment: Environment) -> None:
    for role, statement in statements(deployed(environment)["service"]):
        if "*" in as_list(statement["Resource"]):
            assert set(as_list(statement["Action"])) == TRACES, f"{role} may {statement['Action']} on everything"


@every_environment
def test_failures_of_the_tables_tell_a_person_but_roll_nothing_back(environment: Environment) -> None:
    stack = deployed(environment)["service"]
    health = health_alarms(stack)
    others = [alarm for alarm in properties(stack, "AWS::CloudWatch::Alarm") if alarm not in health]
    for metric in ("ReadThrottleEvents", "WriteThrottleEvents", "SystemErrors"):
        assert len([alarm for alarm in others if f'"{metric}"' in text(alarm)]) == 2, metric


def test_the_dashboard_shows_the_business_before_the_tables(service: dict[str, Any]) -> None:
    (dashboard,) = properties(service, "AWS::CloudWatch::Dashboard")
    body = text(dashboard["DashboardBody"])
    assert body.index("OrdersPlaced") < body.index("# Resources") < body.rindex("AWS/DynamoDB")
