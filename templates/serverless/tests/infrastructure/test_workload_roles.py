"""What the functions may do."""

from environments import SANDBOX
from tests.support.cloudformation import as_list, properties, references, resources, statements, text
from tests.support.functions import function
from tests.support.synthesis import every_environment
from tests.support.workload_templates import deployed
from workload.environment import Environment

# These know no resources.
TRACES = {"xray:PutTraceSegments", "xray:PutTelemetryRecords"}


def test_every_function_has_a_role_of_its_own() -> None:
    roles = [text(f["Role"]) for f in properties(deployed(SANDBOX)["service"], "AWS::Lambda::Function")]
    assert len(roles) == len(set(roles)) == 3


@every_environment
def test_only_traces_may_be_written_anywhere(environment: Environment) -> None:
    for role, statement in statements(deployed(environment)["service"]):
        if "*" in as_list(statement["Resource"]):
            assert set(as_list(statement["Action"])) == TRACES, f"{role} may {statement['Action']} on everything"


@every_environment
def test_no_role_may_do_everything_of_a_service(environment: Environment) -> None:
    allowed = [action for _, s in statements(deployed(environment)["service"]) for action in as_list(s["Action"])]
    assert allowed
    assert not [action for action in allowed if "*" in action]


def test_nobody_may_delete_or_list_orders() -> None:
    service = deployed(SANDBOX)["service"]
    role = references(function(service, "api")[1]["Role"])
    allowed = [set(as_list(statement["Action"])) for name, statement in statements(service) if {name} == role]
    on_tables = sorted((actions for actions in allowed if "dynamodb:GetItem" in actions), key=len)
    assert on_tables[0] == {"dynamodb:GetItem", "dynamodb:PutItem"}
    # Powertools frees a key whose request failed, so it deletes in its own table.
    assert on_tables[1] == on_tables[0] | {"dynamodb:UpdateItem", "dynamodb:DeleteItem"}
    assert len(on_tables) == 2


def test_the_hooks_do_not_reach_the_tables() -> None:
    service = deployed(SANDBOX)["service"]
    hooks = [references(function(service, handler)[1]["Role"]) for handler in ("pre_traffic", "post_traffic")]
    assert not [s for name, s in statements(service) if {name} in hooks and "dynamodb:" in text(s)]


def test_managed_policies_are_for_codedeploy_only() -> None:
    roles = resources(deployed(SANDBOX)["service"], "AWS::IAM::Role").values()
    managed = [text(role["Properties"]) for role in roles if role["Properties"].get("ManagedPolicyArns")]
    assert len(managed) == 1
    assert "codedeploy.amazonaws.com" in managed[0]
    assert "AWSCodeDeployRoleForLambdaLimited" in managed[0]
