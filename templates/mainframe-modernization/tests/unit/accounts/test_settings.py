"""Wrong environment variables, copybooks or programs stop the container at its start, with a sentence."""

import os
import re
from pathlib import Path
from unittest.mock import patch

import pytest
from web.settings import SettingsError

from accounts.__main__ import main
from accounts.dynamodb import DynamoAccounts
from accounts.postgresql import PostgresAccounts
from accounts.settings import AccountSettings, StoreKind
from accounts.stores import open_store
from tests.support import accounts_dynamodb
from tests.support.accounts_stores import COPYBOOKS

DYNAMODB = accounts_dynamodb.environment(COPYBOOKS_FOLDER=str(COPYBOOKS))
POSTGRESQL = {
    "SERVICE_NAME": "accounts",
    "ENVIRONMENT_NAME": "test",
    "METRICS_NAMESPACE": "accounts-test",
    "STORE": "postgresql",
    "COPYBOOKS_FOLDER": str(COPYBOOKS),
    "DATABASE_HOST": "database.internal",
    "DATABASE_NAME": "accounts",
    "DATABASE_USER": "accounts",
    "AWS_REGION": "eu-west-1",
}


def stops(environment: dict[str, str]) -> str:
    """What the process says at its end."""
    with patch.dict(os.environ, environment, clear=True), patch("signal.signal"), pytest.raises(SystemExit) as ended:
        main()
    return str(ended.value)


def test_the_defaults_are_those_of_the_image() -> None:
    settings = AccountSettings.load(DYNAMODB | {"COPYBOOKS_FOLDER": "cpy"})
    assert (settings.port, settings.version, settings.store) == (8080, "local", StoreKind.DYNAMODB)
    assert (settings.programs_folder, settings.copybooks_folder) == (Path("build/cobol"), Path("cpy"))
    assert (settings.workers, settings.call_seconds) == (2, 2.0)


def test_the_store_is_the_one_that_the_environment_names() -> None:
    opened, engine = open_store(DYNAMODB)
    assert isinstance(opened, DynamoAccounts) and engine is None
    opened, engine = open_store(POSTGRESQL)
    assert isinstance(opened, PostgresAccounts) and engine is not None


@pytest.mark.parametrize(
    ("given", "wrong", "message"),
    [
        (DYNAMODB, {"STORE": "db2"}, "STORE: Input should be 'postgresql' or 'dynamodb'"),
        (DYNAMODB, {"TABLE_NAME": ""}, "TABLE_NAME: "),
        (POSTGRESQL, {"DATABASE_HOST": ""}, "DATABASE_HOST: "),
        (DYNAMODB, {"PROGRAM_WORKERS": "0"}, "PROGRAM_WORKERS: Input should be greater than or equal to 1"),
        (DYNAMODB, {"PROGRAM_SECONDS": "60"}, "PROGRAM_SECONDS: Input should be less than or equal to 25"),
        (DYNAMODB, {"METRICS_NAMESPACE": ""}, "METRICS_NAMESPACE: "),
    ],
)
def test_a_wrong_value_is_refused_with_its_rule(given: dict[str, str], wrong: dict[str, str], message: str) -> None:
    said = stops({**given, **wrong})
    assert said.startswith("Environment variables of this container have to be corrected in its task definition: ")
    assert message in said


def test_a_program_that_was_not_built_is_told(tmp_path: Path) -> None:
    said = stops({**DYNAMODB, "PROGRAMS_FOLDER": str(tmp_path)})
    assert said == f"{tmp_path} has no ACCTINQ.so: build it with `make cobol`, or correct PROGRAMS_FOLDER"


@pytest.mark.parametrize("given", [DYNAMODB, POSTGRESQL])
def test_a_copybook_that_is_missing_is_told(given: dict[str, str], tmp_path: Path) -> None:
    # That it is there is all that the start looks at.
    (tmp_path / "ACCTINQ.so").touch()
    said = stops({**given, "PROGRAMS_FOLDER": str(tmp_path), "COPYBOOKS_FOLDER": str(tmp_path)})
    assert re.fullmatch(r"/.*/ACCT(AREA|REC)\.cpy: No such file or directory; correct COPYBOOKS_FOLDER", said)


def test_a_setting_of_the_store_that_is_missing_is_named() -> None:
    without = {name: value for name, value in POSTGRESQL.items() if name != "DATABASE_NAME"}
    with pytest.raises(SettingsError, match="DATABASE_NAME: Field required"):
        open_store(without)
