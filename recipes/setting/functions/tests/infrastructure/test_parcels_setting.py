"""What the templates promise about the parameter and the secret for parcels."""

from typing import Any

from extensions.parcels_values import parcels_value
from tests.support.cloudformation import as_list, references, resources, statements
from tests.support.functions import released, variables
from tests.support.synthesis import every_environment
from tests.support.workload_templates import deployed
from workload.environment import Environment
from workload.names import deployment_name


def setting(service: dict[str, Any], variable: str) -> str:
    """Logical id of what the function of the API has in this variable."""
    (found,) = [variables(each)[variable] for each in released(service).values()]
    (name,) = references(found)
    return name


def parameter(service: dict[str, Any], environment: Environment) -> tuple[str, dict[str, Any]]:
    """Logical id and properties."""
    wanted = f"/{deployment_name(environment)}/parcels"
    found = {name: each["Properties"] for name, each in resources(service, "AWS::SSM::Parameter").items()}
    ((name, properties),) = [(name, each) for name, each in found.items() if each["Name"] == wanted]
    return name, properties


@every_environment
def test_the_parameter_has_the_value_of_its_environment(environment: Environment) -> None:
    service = deployed(environment)["service"]
    name, properties = parameter(service, environment)
    assert properties["Value"] == parcels_value(environment.name)
    assert setting(service, "PARCELS_PARAMETER") == name


@every_environment
def test_the_secret_comes_empty_encrypted_and_is_kept_where_data_is(environment: Environment) -> None:
    service = deployed(environment)["service"]
    secret = service["Resources"][setting(service, "PARCELS_SECRET_ARN")]
    assert secret["Type"] == "AWS::SecretsManager::Secret"
    assert secret["Properties"]["KmsKeyId"]
    # A value in the template is one in the repository, and a generated one looks as if somebody had written it.
    assert not {"SecretString", "GenerateSecretString"} & secret["Properties"].keys()
    # A name of its own would stand in the way of the next one, as long as one that was deleted can come back.
    assert "Name" not in secret["Properties"]
    kept = {secret["DeletionPolicy"], secret["UpdateReplacePolicy"]}
    assert not environment.protect_data or kept <= {"Retain", "RetainExceptOnCreate"}


@every_environment
def test_only_the_function_of_the_api_may_read_them_and_nothing_beside_them(environment: Environment) -> None:
    service = deployed(environment)["service"]
    reads = {
        "ssm:GetParameter": parameter(service, environment)[0],
        "secretsmanager:GetSecretValue": setting(service, "PARCELS_SECRET_ARN"),
    }
    (role,) = {name for each in released(service).values() for name in references(each["Properties"]["Role"])}
    for action, resource in reads.items():
        allowed = [(name, each) for name, each in statements(service) if resource in references(each["Resource"])]
        ((who, statement),) = allowed
        assert who == role
        assert as_list(statement["Action"]) == [action]
        assert len(as_list(statement["Resource"])) == 1
    others = [each for _, each in statements(service) if {"ssm:*", "secretsmanager:*"} & set(as_list(each["Action"]))]
    assert others == []


@every_environment
def test_an_output_names_the_secret_to_those_who_write_it(environment: Environment) -> None:
    service = deployed(environment)["service"]
    secret = setting(service, "PARCELS_SECRET_ARN")
    assert references(service["Outputs"]["ParcelsSecret"]["Value"]) == {secret}
