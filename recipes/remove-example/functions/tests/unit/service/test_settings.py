"""Wrong environment variables stop a function at its start, with a message that names them."""

import os
import subprocess
import sys

import pytest
from backend.settings import ApiSettings, FunctionSettings, HookSettings, SettingsError

API = {"POWERTOOLS_SERVICE_NAME": "backend", "POWERTOOLS_METRICS_NAMESPACE": "backend"}
VERSION_ARN = "arn:aws:lambda:eu-central-1:111111111111:function:backend-api:42"
HOOK = {**API, "TARGET_VERSION_ARN": VERSION_ARN}


def test_the_settings_of_the_api_are_read() -> None:
    settings = ApiSettings.load({**API, "AWS_LAMBDA_FUNCTION_VERSION": "7"})
    assert (settings.service_name, settings.function_version, settings.log_level) == ("backend", "7", "INFO")


def test_the_version_under_test_is_read_from_its_arn() -> None:
    assert HookSettings.load(HOOK).target_version == "42"


@pytest.mark.parametrize(
    ("kind", "complete", "name"), [*((ApiSettings, API, name) for name in API), (HookSettings, HOOK, list(HOOK)[-1])]
)
def test_a_missing_or_empty_variable_is_named(
    kind: type[FunctionSettings], complete: dict[str, str], name: str
) -> None:
    without = {key: value for key, value in complete.items() if key != name}
    for wrong in (without, {**complete, name: ""}):
        with pytest.raises(SettingsError, match=rf"corrected in its infrastructure: {name}: "):
            kind.load(wrong)


@pytest.mark.parametrize("qualifier", ["", ":live", ":$LATEST"])
def test_a_hook_tests_a_published_version_and_nothing_else(qualifier: str) -> None:
    with pytest.raises(SettingsError, match="TARGET_VERSION_ARN"):
        HookSettings.load({**HOOK, "TARGET_VERSION_ARN": VERSION_ARN.removesuffix(":42") + qualifier})


def test_the_function_does_not_start_with_an_empty_variable_and_does_not_print_its_credentials() -> None:
    secret = {"AWS_SECRET_ACCESS_KEY": "do-not-print", "PYTHONPATH": os.pathsep.join(sys.path)}
    started = subprocess.run(
        [sys.executable, "-c", "import backend.handlers.api"],
        env={**os.environ, **secret, "POWERTOOLS_SERVICE_NAME": ""},
        capture_output=True,
        text=True,
    )
    assert started.returncode != 0
    assert "SettingsError" in started.stderr and "POWERTOOLS_SERVICE_NAME: String should" in started.stderr
    assert "do-not-print" not in started.stdout + started.stderr
