"""The certificate of the legacy host is verified, for real, on the loopback interface."""

import asyncio
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography.x509 import DNSName, GeneralName, IPAddress

from router.settings import Settings, SettingsError
from tests.support.router_backend import backend, says
from tests.support.router_certificates import certificate
from tests.support.router_running import LAST, router

HERE: list[GeneralName] = [IPAddress(ip_address("127.0.0.1"))]


def settings(**changed: str) -> Settings:
    environment = {
        "ENVIRONMENT_NAME": "test",
        "METRICS_NAMESPACE": "test",
        "LEGACY_URL": "https://legacy.example.com",
        "NEW_URL": "http://new.internal",
    }
    return Settings.load(environment | changed)


@pytest.mark.parametrize(
    ("names", "days", "trusted", "status"),
    [
        (HERE, 1, True, 200),
        (HERE, 1, False, 502),
        (HERE, -1, True, 502),
        ([DNSName("legacy.example.com")], 1, True, 502),
    ],
    ids=["valid", "unknown authority", "expired", "another host"],
)
def test_only_a_valid_certificate_of_this_host_gets_a_request(
    tmp_path: Path, names: list[GeneralName], days: int, trusted: bool, status: int
) -> None:
    shown = certificate(tmp_path / "shown.pem", names, days=days)
    other = certificate(tmp_path / "other.pem", HERE)
    tls = settings(LEGACY_CA_FILE=str((shown if trusted else other).file)).tls

    async def story() -> None:
        async with (
            backend(says("old"), tls=shown.server()) as legacy,
            backend(says("new")) as new,
            router(legacy, new, tls=tls) as running,
        ):
            assert (await running.send("GET", f"/accounts/{LAST}")).status == status
        assert len(legacy.seen) == (1 if status == 200 else 0)
        assert running.counted()["inquiry LegacyFailed"] == (0 if status == 200 else 1)

    asyncio.run(story())


def test_without_a_file_the_public_authorities_are_trusted() -> None:
    tls = settings().tls
    assert tls.check_hostname
    assert tls.verify_mode.name == "CERT_REQUIRED"
    assert tls.minimum_version.name == "TLSv1_2"


def test_a_file_without_certificates_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.pem").touch()
    for name in ("empty.pem", "missing.pem"):
        with pytest.raises(SettingsError, match=rf"LEGACY_CA_FILE '.*{name}' has to be a readable file of PEM"):
            _ = settings(LEGACY_CA_FILE=str(tmp_path / name)).tls


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (
            {"LEGACY_URL": "http://legacy.example.com"},
            "LEGACY_URL: 'http://legacy.example.com' has to begin with https",
        ),
        ({"LEGACY_URL": "legacy.example.com"}, "LEGACY_URL: 'legacy.example.com' has to be scheme and host"),
        ({"NEW_URL": "http://new.internal/v2"}, "NEW_URL: 'http://new.internal/v2' has to be scheme and host"),
        ({"NEW_URL": "https://legacy.example.com"}, "LEGACY_URL and NEW_URL are both"),
        (
            {"INITIAL_WEIGHTS": '{"inquiry": {"weight": 101}}'},
            "INITIAL_WEIGHTS: Operation 'inquiry' has the weight 101",
        ),
        ({"WEIGHTS_PARAMETER": "/a/dev/router/weights"}, "with WEIGHTS_PARAMETER, AWS_REGION has to be set"),
        ({"BODY_LIMIT_BYTES": "0"}, "BODY_LIMIT_BYTES: Input should be greater than or equal to 1"),
        ({"OTHER_REQUESTS": "new"}, "OTHER_REQUESTS: Input should be 'legacy' or 'refuse'"),
    ],
)
def test_a_wrong_variable_is_named_with_its_rule(changed: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsError) as refused:
        settings(**changed)
    assert words in str(refused.value)


def test_all_wrong_variables_are_named_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.load({"LEGACY_URL": "http://legacy.example.com", "PORT": "0"})
    for name in ("ENVIRONMENT_NAME", "METRICS_NAMESPACE", "LEGACY_URL", "NEW_URL", "PORT"):
        assert name in str(refused.value)
