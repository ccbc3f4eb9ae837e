"""What a deployment says about the probe reaches the hook before the shift and the verification."""

from environments import SANDBOX
from tests.support.cloudformation import resources
from tests.support.parameter_values import resolve
from tests.support.synthesis import CODE
from tests.support.workload_templates import DATA_TEMPLATE, data_outputs, translated
from workload.kept_probe import PARAMETER
from workload.parameters import SERVICE_TEMPLATE, data_parameters, load_template, parameters

PLACED = "/orders/4f2c91d0"


def test_the_parameter_reaches_the_hook_and_the_output() -> None:
    data = resolve(load_template(DATA_TEMPLATE), data_parameters(SANDBOX))
    given = parameters(SANDBOX, data_outputs=data_outputs(data, SANDBOX), package=CODE)
    values = {**given, PARAMETER: PLACED}
    service = resolve(translated(load_template(SERVICE_TEMPLATE), values, SANDBOX.region), values)
    told = {
        each["Properties"]["Handler"]: each["Properties"]["Environment"]["Variables"].get("KEPT_PROBE")
        for each in resources(service, "AWS::Lambda::Function").values()
    }
    assert told["orders.handlers.pre_traffic.handler"] == service["Outputs"][PARAMETER]["Value"] == PLACED
