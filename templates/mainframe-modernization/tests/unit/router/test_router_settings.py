"""The environment variables of the container: what is wrong is said before the first request."""

import pytest

from router.routes import Route
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
        Settings.load(VARIABLES | {"LEGACY_URL": "https://user:word@legacy"})  # pragma: allowlist secret
    assert "LEGACY_URL: 'https://...@legacy' has to be scheme and host" in str(caught.value)


@pytest.mark.parametrize("url", ["https://legacy", "https://legacy.example.com:8443/", "https://[fd00::1]:8443"])
def test_scheme_and_host_are_enough(url: str) -> None:
    assert Settings.load(VARIABLES | {"LEGACY_URL": url}).legacy_url == url.rstrip("/")


@pytest.mark.parametrize("variables", [{}, {"LEGACY_URL": ""}])
def test_without_a_legacy_system_every_operation_goes_to_the_new_service(variables: dict[str, str]) -> None:
    settings = Settings.load(VARIABLES | variables)
    assert settings.legacy_url == ""
    assert settings.initial_weights == {"inquiry": Route(weight=100), "posting": Route(weight=100)}


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ('{"inquiry": {"weight": 99}}', "Operation 'inquiry' has the weight 99"),
        ('{"posting": {"shadow": true}}', "Operation 'posting' has the shadow true"),
    ],
)
def test_without_a_legacy_system_a_lower_weight_and_a_shadow_are_refused(weights: str, words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.load(VARIABLES | {"INITIAL_WEIGHTS": weights})
    assert f"INITIAL_WEIGHTS: {words}, but there is no legacy system" in str(caught.value)
    with_legacy = VARIABLES | {"INITIAL_WEIGHTS": weights, "LEGACY_URL": "https://legacy.example.com"}
    assert Settings.load(with_legacy).initial_weights.keys() == {"inquiry", "posting"}
