"""The hook before the shift hears where an earlier release placed an order, and gets no right for it."""

import json
from typing import Any

from environments import ENVIRONMENTS
from tests.support.cloudformation import as_list, references, resources, statements
from tests.support.synthesis import every_environment
from tests.support.workload_templates import deployed
from workload.environment import Environment
from workload.kept_probe import PARAMETER, REQUEST

# Traffic of the last one shifts, so it has hooks.
PRODUCTION = ENVIRONMENTS[-1]


def told(environment: Environment) -> dict[str, dict[str, Any]]:
    """The functions that hear where the order is."""
    functions = resources(deployed(environment)["service"], "AWS::Lambda::Function").items()
    return {
        name: each
        for name, each in functions
        if "KEPT_PROBE" in each["Properties"].get("Environment", {}).get("Variables", {})
    }


@every_environment
def test_what_is_placed_is_an_order_that_the_service_takes(environment: Environment) -> None:
    # Not above: a service that has another name is told by the tests of its functions, not by an import that fails.
    from orders.models import NewOrder

    request = json.loads(deployed(environment)["service"]["Outputs"][REQUEST]["Value"])
    assert request["path"] == "/orders"
    assert NewOrder.model_validate(request["body"]).customer_id == "probe"


@every_environment
def test_the_verification_hears_of_the_order_that_the_hooks_look_for(environment: Environment) -> None:
    value = deployed(environment)["service"]["Outputs"][PARAMETER]["Value"]
    for each in told(environment).values():
        assert each["Properties"]["Environment"]["Variables"]["KEPT_PROBE"] == value


def test_the_hook_before_the_shift_hears_of_it() -> None:
    assert any("pre_traffic" in each["Properties"]["Handler"] for each in told(PRODUCTION).values())


def test_whoever_hears_of_it_may_read_no_store_and_no_parameter() -> None:
    roles = set().union(*(references(each["Properties"]["Role"]) for each in told(PRODUCTION).values()))
    allowed = [each for role, each in statements(deployed(PRODUCTION)["service"]) if role in roles]
    services = {action.partition(":")[0] for each in allowed for action in as_list(each["Action"])}
    assert allowed and not services & {"ssm", "s3", "dynamodb", "rds-db"}
