"""The environment variables of the container: what is wrong is said before the first request."""

import pytest

from router.settings import Settings, SettingsError

VARIABLES = {"ENVIRONMENT_NAME": "dev", "METRICS_NAMESPACE": "router", "NEW_URL": "http://new.internal:8080"}


@pytest.mark.parametrize(
    "url",
    [
        "https://legacy:99999", "https://legacy:0", "https://legacy:port", "https://leg acy", "https://[::1", "https://",
        "https://legacy/path", "https://legacy?query", "ftp://legacy", "legacy.example.com",
    ],
)  # fmt: skip
def test_what_is_no_scheme_and_host_is_refused(url: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.load(VARIABLES | {"LEGACY_URL": url})
    assert f"LEGACY_URL: '{url}' has to be scheme and host, perhaps a port" in str(caught.value)


def test_a_user_name_in_an_address_is_refused_and_not_logged() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.load(VARIABLES | {"LEGACY_URL": "https://user:word@legacy"})
    assert "LEGACY_URL: 'https://...@legacy' has to be scheme and host" in str(caught.value)


@pytest.mark.parametrize("url", ["https://legacy", "https://legacy.example.com:8443/", "https://[fd00::1]:8443"])
def test_scheme_and_host_are_enough(url: str) -> None:
    assert Settings.load(VARIABLES | {"LEGACY_URL": url}).legacy_url == url.rstrip("/")
