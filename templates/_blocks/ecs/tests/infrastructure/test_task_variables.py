"""What a task definition hands to its container is what the code reads."""

from typing import Any

import pytest
from orders.settings import MigrationSettings, ServiceSettings

from tests.support.cloudformation import Template, in_words, properties, references, statements
from tests.support.synthesis import every_environment
from tests.support.workload_templates import deployed
from workload.data.database import NAME, PORT
from workload.environment import Environment
from workload.names import deployment_name


def variables(template: Template) -> dict[str, str]:
    """The variables of the one container, with words for what only an account knows; secrets as well."""
    (definition,) = properties(template, "AWS::ECS::TaskDefinition")
    (container,) = definition["ContainerDefinitions"]
    secret = {each["Name"]: in_words(each["ValueFrom"]) for each in container.get("Secrets", ())}
    return {each["Name"]: in_words(each["Value"]) for each in container["Environment"]} | secret


@every_environment
def test_the_service_starts_with_its_variables(environment: Environment) -> None:
    handed = variables(deployed(environment)["service"])
    settings = ServiceSettings.load(handed)
    assert (settings.environment_name, settings.port) == (environment.name, environment.port)
    assert (settings.database_port, settings.database_name) == (PORT, NAME)
    assert settings.metrics_namespace == deployment_name(environment)
    # With a token of IAM, through TLS.
    assert (settings.database_password, settings.iam_region) == (None, environment.region)
    assert settings.database_sslmode == "require"


@every_environment
def test_the_migration_starts_with_its_variables_as_the_owner(environment: Environment) -> None:
    settings = MigrationSettings.load(variables(deployed(environment)["data"]))
    assert settings.database_password is not None
    assert settings.application_user == variables(deployed(environment)["service"])["DATABASE_USER"]
    assert settings.database_user != settings.application_user


@every_environment
@pytest.mark.parametrize(("part", "settings"), [("service", ServiceSettings), ("data", MigrationSettings)])
def test_no_variable_is_handed_over_that_nobody_reads(environment: Environment, part: str, settings: Any) -> None:
    read = {field.alias for field in settings.model_fields.values()}
    # Both containers have the variables that every task has.
    read |= {field.alias for field in ServiceSettings.model_fields.values()}
    assert set(variables(deployed(environment)[part])) <= read


@every_environment
def test_traces_go_to_the_x_ray_of_the_region_which_the_task_may_call(environment: Environment) -> None:
    template = deployed(environment)["service"]
    endpoint = ServiceSettings.load(variables(template)).traces_endpoint
    assert endpoint is not None
    assert endpoint.startswith(f"https://xray.{environment.region}.")
    (definition,) = properties(template, "AWS::ECS::TaskDefinition")
    role = references(definition["TaskRoleArn"])
    allowed = [action for name, each in statements(template) if {name} == role for action in each["Action"]]
    assert "xray:PutSpans" in allowed
