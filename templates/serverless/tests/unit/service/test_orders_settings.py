"""Wrong environment variables stop a function at its start, with a message that names them."""

import os
import subprocess
import sys

import pytest
from orders.settings import ApiSettings, FunctionSettings, HookSettings, SettingsError

COMMON = {"POWERTOOLS_SERVICE_NAME": "orders", "POWERTOOLS_METRICS_NAMESPACE": "orders", "LOG_LEVEL": "INFO"}
API = {**COMMON, "TABLE_NAME": "orders-table", "IDEMPOTENCY_TABLE_NAME": "keys-table"}
VERSION_ARN = "arn:aws:lambda:eu-central-1:111111111111:function:orders-api:42"
HOOK = {**COMMON, "TARGET_VERSION_ARN": VERSION_ARN}


def test_the_settings_of_the_api_are_read() -> None:
    settings = ApiSettings.load({**API, "AWS_LAMBDA_FUNCTION_VERSION": "7"})
    assert (settings.table_name, settings.idempotency_table_name) == ("orders-table", "keys-table")
    assert settings.function_version == "7"


def test_the_version_under_test_is_read_from_its_arn() -> None:
    assert HookSettings.load(HOOK).target_version == "42"


@pytest.mark.parametrize(
    ("kind", "complete", "name"),
    [(ApiSettings, API, name) for name in API if name != "LOG_LEVEL"]
    + [(HookSettings, HOOK, name) for name in HOOK if name != "LOG_LEVEL"],
)
def test_a_missing_or_empty_variable_is_named(
    kind: type[FunctionSettings], complete: dict[str, str], name: str
) -> None:
    without = {key: value for key, value in complete.items() if key != name}
    for wrong in (without, {**complete, name: ""}):
        with pytest.raises(SettingsError, match=rf"corrected in its infrastructure: {name}: "):
            kind.load(wrong)


def test_every_wrong_variable_is_named_at_once() -> None:
    with pytest.raises(SettingsError, match=r"TABLE_NAME: .*; IDEMPOTENCY_TABLE_NAME: "):
        ApiSettings.load(COMMON)


def test_a_log_level_that_does_not_exist_is_refused() -> None:
    with pytest.raises(SettingsError, match="LOG_LEVEL: Input should be 'DEBUG', 'INFO'"):
        ApiSettings.load({**API, "LOG_LEVEL": "LOUD"})


@pytest.mark.parametrize("qualifier", ["", ":live", ":$LATEST"])
def test_a_hook_tests_a_published_version_and_nothing_else(qualifier: str) -> None:
    with pytest.raises(SettingsError, match="TARGET_VERSION_ARN"):
        HookSettings.load({**HOOK, "TARGET_VERSION_ARN": VERSION_ARN.removesuffix(":42") + qualifier})


def test_the_function_does_not_start_without_its_table_and_does_not_print_its_credentials() -> None:
    environment = {**os.environ, "AWS_SECRET_ACCESS_KEY": "do-not-print", "PYTHONPATH": os.pathsep.join(sys.path)}
    environment.pop("TABLE_NAME", None)
    started = subprocess.run(
        [sys.executable, "-c", "import orders.handlers.api"], env=environment, capture_output=True, text=True
    )
    assert started.returncode != 0
    assert "SettingsError" in started.stderr and "TABLE_NAME: Field required" in started.stderr
    assert "do-not-print" not in started.stdout + started.stderr
