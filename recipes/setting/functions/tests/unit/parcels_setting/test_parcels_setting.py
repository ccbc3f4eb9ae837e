"""The parameter and the secret are read when they are needed, kept for a while, and noticed after a rotation."""

import os
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import boto3
import pytest
from aws_lambda_powertools.utilities import parameters
from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError
from moto import mock_aws

from environments import ENVIRONMENTS, SANDBOX
from extensions import parcels_values
from extensions.parcels_values import parcels_value
from settings.configuration import ConfigurationError

ARN = "PARCELS_SECRET_ARN"


class Refused(Exception):
    """The other side knows another secret."""


@pytest.fixture
def read() -> ModuleType:
    """What the functions read with."""
    from parcels_setting import read

    return read


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Secrets Manager and Parameter Store in memory, as the first deployment leaves them: the secret is empty."""
    client: Any = boto3.client
    # Powertools says no types for it.
    forget: Any = parameters.clear_caches
    with mock_aws():
        made = client("secretsmanager")
        arn = made.create_secret(Name="parcels")["ARN"]
        monkeypatch.setenv(ARN, arn)
        monkeypatch.setenv("PARCELS_PARAMETER", "/orders-dev/parcels")
        client("ssm").put_parameter(Name="/orders-dev/parcels", Value="https://example.com", Type="String")
        forget()
        yield made
        forget()


def write(secrets: Any, value: str) -> None:
    secrets.put_secret_value(SecretId=os.environ[ARN], SecretString=value)


def test_the_parameter_of_the_environment_is_read(read: ModuleType, secrets: Any) -> None:
    assert read.parameter() == "https://example.com"


def test_an_empty_secret_says_how_it_is_written(read: ModuleType, secrets: Any) -> None:
    with pytest.raises(read.SecretIsEmpty, match=r"put-secret-value --secret-id arn:\S+parcels\S* ") as told:
        read.secret()
    assert told.value.__cause__ is None
    write(secrets, "first")
    assert read.secret() == "first", "it works as soon as it is written"


def test_a_missing_right_is_not_told_as_an_empty_secret(
    read: ModuleType, secrets: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise GetParameterError("An error occurred (AccessDeniedException) when calling the GetSecretValue operation")

    monkeypatch.setattr(parameters, "get_secret", refuse)
    with pytest.raises(GetParameterError, match="AccessDenied"):
        read.secret()


def test_the_secret_is_kept_and_read_again_when_it_is_asked_for(read: ModuleType, secrets: Any) -> None:
    write(secrets, "first")
    assert read.secret() == "first"
    write(secrets, "second")
    assert read.secret() == "first"
    assert read.secret(fresh=True) == "second"


def test_a_rotation_is_noticed_when_the_other_side_refuses(read: ModuleType, secrets: Any) -> None:
    def use(value: str) -> str:
        if value != "second":
            raise Refused
        return f"with {value}"

    write(secrets, "first")
    with pytest.raises(Refused):
        read.with_secret(use, refused=Refused)
    write(secrets, "second")
    assert read.with_secret(use, refused=Refused) == "with second"


def test_each_environment_has_a_value_that_parameter_store_keeps(monkeypatch: pytest.MonkeyPatch) -> None:
    for environment in (*ENVIRONMENTS, SANDBOX):
        assert parcels_value(environment.name)
    for value in ("", "x" * 4097):
        monkeypatch.setattr(parcels_values, "OF_ENVIRONMENTS", {"dev": value})
        with pytest.raises(ConfigurationError, match=r"the value for dev has \d+ characters"):
            parcels_value("dev")
