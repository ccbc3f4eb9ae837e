"""What the templates say of orders. This file is yours: it goes or changes with the example."""

from orders.settings import OrderSettings
from web.settings import MigrationSettings

from tests.support.cloudformation import properties, references, statements, text
from tests.support.synthesis import every_environment
from tests.support.tasks import delivered_definition, migration_definition, only_container, variables
from tests.support.workload_templates import deployed
from workload.data.database import NAME, PORT
from workload.environment import Environment
from workload.names import deployment_name


@every_environment
def test_the_service_signs_in_to_its_database_with_a_token_and_through_tls(environment: Environment) -> None:
    handed = variables(only_container(delivered_definition(deployed(environment)["service"])))
    settings = OrderSettings.load(handed)
    assert (settings.environment_name, settings.port) == (environment.name, environment.port)
    assert (settings.database_port, settings.database_name) == (PORT, NAME)
    assert settings.metrics_namespace == deployment_name(environment)
    assert (settings.database_password, settings.iam_region) == (None, environment.region)
    # Where the image says nothing better, as of its certificates: tests/infrastructure/test_database_certificate.py.
    assert settings.database_sslmode == "require"


@every_environment
def test_the_migration_is_the_owner_and_the_service_is_not(environment: Environment) -> None:
    templates = deployed(environment)
    settings = MigrationSettings.load(variables(only_container(migration_definition(templates["data"]))))
    service = variables(only_container(delivered_definition(templates["service"])))
    assert settings.database_password is not None
    assert settings.application_user == service["DATABASE_USER"] != settings.database_user


@every_environment
def test_traces_go_to_the_x_ray_of_the_region_which_the_task_may_call(environment: Environment) -> None:
    template = deployed(environment)["service"]
    definition = delivered_definition(template)
    endpoint = OrderSettings.load(variables(only_container(definition))).traces_endpoint
    assert endpoint is not None
    assert endpoint.startswith(f"https://xray.{environment.region}.")
    role = references(definition["TaskRoleArn"])
    assert "xray:PutSpans" in [
        action for name, each in statements(template) if {name} == role for action in each["Action"]
    ]


@every_environment
def test_the_dashboard_counts_orders(environment: Environment) -> None:
    dashboards = properties(deployed(environment)["service"], "AWS::CloudWatch::Dashboard")
    assert any("OrdersPlaced" in text(each["DashboardBody"]) for each in dashboards)
