"""Wrong environment variables stop the function at its start, with a message that names them."""

import os
import subprocess
import sys

import pytest
from policy_api.settings import Settings, SettingsError

COMPLETE = {
    "POWERTOOLS_SERVICE_NAME": "policy-api",
    "POWERTOOLS_METRICS_NAMESPACE": "network-function",
    "POLICY_BUCKET": "policies",
    "FUNCTION": "source-nat",
    "ENTRY": "gateway-load-balancer",
    "DEPLOYED_VERSION": "2026-03-10-4f2a9c1",
}


def test_the_settings_are_read() -> None:
    settings = Settings.load(COMPLETE)
    assert (settings.policy_bucket, settings.policy_key) == ("policies", "policy.yaml")
    assert (settings.placement.function, settings.placement.entry) == ("source-nat", "gateway-load-balancer")
    assert settings.deployed_version == "2026-03-10-4f2a9c1"


@pytest.mark.parametrize("name", COMPLETE)
def test_a_missing_or_empty_variable_is_named(name: str) -> None:
    without = {key: value for key, value in COMPLETE.items() if key != name}
    for wrong in (without, {**COMPLETE, name: ""}):
        with pytest.raises(SettingsError, match=rf"corrected in its infrastructure: {name}: "):
            Settings.load(wrong)


def test_every_wrong_variable_is_named_at_once() -> None:
    with pytest.raises(SettingsError, match=r"FUNCTION: Input should be 'filter' or 'source-nat'; ENTRY: "):
        Settings.load({**COMPLETE, "FUNCTION": "router", "ENTRY": "door"})


def test_the_function_does_not_start_without_its_bucket_and_does_not_print_its_credentials() -> None:
    environment = {**os.environ, **COMPLETE, "AWS_SECRET_ACCESS_KEY": "do-not-print"}  # pragma: allowlist secret
    environment |= {"PYTHONPATH": os.pathsep.join(sys.path)}
    del environment["POLICY_BUCKET"]
    started = subprocess.run(
        [sys.executable, "-c", "import policy_api.api"], env=environment, capture_output=True, text=True
    )
    assert started.returncode != 0
    assert "SettingsError" in started.stderr and "POLICY_BUCKET: Field required" in started.stderr
    assert "do-not-print" not in started.stdout + started.stderr
