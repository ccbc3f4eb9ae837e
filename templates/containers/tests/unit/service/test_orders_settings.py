"""Wrong environment variables stop the container at its start, with a message that names them."""

import pytest
from orders.__main__ import main
from orders.settings import DatabaseSettings, MigrationSettings, ServiceSettings, SettingsError

NAMES = {"SERVICE_NAME": "orders", "ENVIRONMENT_NAME": "dev", "METRICS_NAMESPACE": "orders-dev"}
SERVICE = {**NAMES, "DATABASE_HOST": "database.internal", "AWS_REGION": "eu-west-1"}
MIGRATION = {**SERVICE, "DATABASE_USER": "owner", "DATABASE_PASSWORD": "a-password"}  # pragma: allowlist secret


def test_the_defaults_are_those_of_the_image() -> None:
    settings = ServiceSettings.load(SERVICE)
    assert (settings.port, settings.version, settings.log_level) == (8080, "local", "INFO")
    assert (settings.database_name, settings.database_user, settings.database_port) == ("orders", "orders", 5432)
    assert (settings.database_sslmode, settings.database_password, settings.traces_endpoint) == ("require", None, None)
    assert MigrationSettings.load(MIGRATION).application_user == "orders"


def test_the_region_of_the_database_may_differ_from_that_of_the_task() -> None:
    assert ServiceSettings.load(SERVICE).iam_region == "eu-west-1"
    assert ServiceSettings.load({**SERVICE, "DATABASE_IAM_REGION": "eu-north-1"}).iam_region == "eu-north-1"


@pytest.mark.parametrize("name", ["SERVICE_NAME", "ENVIRONMENT_NAME", "METRICS_NAMESPACE", "DATABASE_HOST"])
def test_a_missing_or_empty_variable_is_named(name: str) -> None:
    without = {key: value for key, value in SERVICE.items() if key != name}
    for wrong in (without, {**SERVICE, name: ""}):
        with pytest.raises(SettingsError, match=rf"corrected in its task definition: {name}: "):
            ServiceSettings.load(wrong)


def test_every_wrong_variable_is_named_at_once() -> None:
    with pytest.raises(SettingsError, match=r"ENVIRONMENT_NAME: .*; DATABASE_HOST: "):
        ServiceSettings.load({"SERVICE_NAME": "orders", "METRICS_NAMESPACE": "orders-dev"})


@pytest.mark.parametrize(
    ("kind", "wrong", "message"),
    [
        (ServiceSettings, {"LOG_LEVEL": "LOUD"}, "LOG_LEVEL: Input should be 'DEBUG', 'INFO'"),
        (ServiceSettings, {"PORT": "0"}, "PORT: Input should be greater than or equal to 1"),
        (ServiceSettings, {"PORT": "65536"}, "PORT: Input should be less than or equal to 65535"),
        (ServiceSettings, {"DATABASE_PORT": "postgres"}, "DATABASE_PORT: Input should be a valid integer"),
        (ServiceSettings, {"DATABASE_SSLMODE": "prefer"}, "DATABASE_SSLMODE: Input should be 'disable', 'require'"),
        (ServiceSettings, {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "xray"}, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "),
        (MigrationSettings, {"APPLICATION_USER": "owner"}, "both 'owner', but the service must not own its tables"),
    ],
)
def test_a_wrong_value_is_refused_with_its_rule(
    kind: type[DatabaseSettings], wrong: dict[str, str], message: str
) -> None:
    with pytest.raises(SettingsError, match=message):
        kind.load({**MIGRATION, **wrong})


def test_without_password_and_region_nobody_can_sign_in() -> None:
    del (environment := dict(SERVICE))["AWS_REGION"]
    with pytest.raises(SettingsError, match="without DATABASE_PASSWORD, DATABASE_IAM_REGION or AWS_REGION has to be"):
        ServiceSettings.load(environment)


def test_traces_are_not_sent_unsigned() -> None:
    del (environment := {**MIGRATION, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "https://example.com"})["AWS_REGION"]
    with pytest.raises(SettingsError, match="with OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, AWS_REGION has to be set"):
        ServiceSettings.load(environment)


def test_the_service_does_not_start_with_a_wrong_variable_and_does_not_tell_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("signal.signal", lambda *_: None)
    for name, value in {**MIGRATION, "DATABASE_PORT": "no-port"}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit, match="DATABASE_PORT: Input should be a valid integer") as ended:
        main()
    assert "a-password" not in str(ended.value)
