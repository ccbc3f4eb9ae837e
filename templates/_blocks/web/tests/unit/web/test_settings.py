"""Wrong environment variables stop the container at its start, with a message that names them."""

import pytest
from web.settings import DatabaseSettings, MigrationSettings, NamedSettings, ServiceSettings, SettingsError

NAMES = {"SERVICE_NAME": "letters", "ENVIRONMENT_NAME": "dev", "METRICS_NAMESPACE": "letters-dev"}
DATABASE = {"DATABASE_HOST": "database.internal", "DATABASE_NAME": "letters", "DATABASE_USER": "letters"}
SERVICE = {**NAMES, **DATABASE, "AWS_REGION": "eu-west-1"}
OWNER = {"DATABASE_USER": "owner", "DATABASE_PASSWORD": "a-password"}  # pragma: allowlist secret
MIGRATION = {**SERVICE, **OWNER, "APPLICATION_USER": "letters"}


class Settings(ServiceSettings, DatabaseSettings):
    """Of a service with a database."""


def test_the_defaults_are_those_of_the_image() -> None:
    settings = Settings.load(SERVICE)
    assert (settings.port, settings.version, settings.log_level) == (8080, "local", "INFO")
    assert (settings.database_port, settings.database_sslmode) == (5432, "require")
    assert (settings.database_password, settings.traces_endpoint) == (None, None)


def test_the_region_of_the_database_may_differ_from_that_of_the_task() -> None:
    assert Settings.load(SERVICE).iam_region == "eu-west-1"
    assert Settings.load({**SERVICE, "DATABASE_IAM_REGION": "eu-north-1"}).iam_region == "eu-north-1"


@pytest.mark.parametrize("name", [*NAMES, *DATABASE])
def test_a_missing_or_empty_variable_is_named(name: str) -> None:
    without = {key: value for key, value in SERVICE.items() if key != name}
    for wrong in (without, {**SERVICE, name: ""}):
        with pytest.raises(SettingsError, match=rf"corrected in its task definition: {name}: "):
            Settings.load(wrong)


def test_every_wrong_variable_is_named_at_once() -> None:
    with pytest.raises(SettingsError, match=r"ENVIRONMENT_NAME: .*; DATABASE_HOST: .*; DATABASE_USER: "):
        Settings.load({"SERVICE_NAME": "letters", "METRICS_NAMESPACE": "letters-dev"})


@pytest.mark.parametrize(
    ("kind", "wrong", "message"),
    [
        (ServiceSettings, {"LOG_LEVEL": "LOUD"}, "LOG_LEVEL: Input should be 'DEBUG', 'INFO'"),
        (ServiceSettings, {"PORT": "0"}, "PORT: Input should be greater than or equal to 1"),
        (ServiceSettings, {"PORT": "65536"}, "PORT: Input should be less than or equal to 65535"),
        (DatabaseSettings, {"DATABASE_PORT": "postgres"}, "DATABASE_PORT: Input should be a valid integer"),
        (DatabaseSettings, {"DATABASE_SSLMODE": "prefer"}, "DATABASE_SSLMODE: Input should be 'disable', 'require'"),
        (ServiceSettings, {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "xray"}, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "),
        (MigrationSettings, {"APPLICATION_USER": "owner"}, "both 'owner', but the service must not own its tables"),
    ],
)
def test_a_wrong_value_is_refused_with_its_rule(kind: type[NamedSettings], wrong: dict[str, str], message: str) -> None:
    with pytest.raises(SettingsError, match=message) as refused:
        kind.load({**MIGRATION, **wrong})
    assert "a-password" not in str(refused.value)


def test_without_password_and_region_nobody_can_sign_in() -> None:
    del (environment := dict(SERVICE))["AWS_REGION"]
    with pytest.raises(SettingsError, match="without DATABASE_PASSWORD, DATABASE_IAM_REGION or AWS_REGION has to be"):
        Settings.load(environment)


def test_traces_are_not_sent_unsigned() -> None:
    del (environment := {**MIGRATION, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "https://example.com"})["AWS_REGION"]
    with pytest.raises(SettingsError, match="with OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, AWS_REGION has to be set"):
        ServiceSettings.load(environment)
