"""The environment variables of the hooks: what is wrong is named with its value, the rule and an example."""

import pytest
from release_hooks import ecs
from release_hooks.settings import Settings, SettingsError

from tests.support.hooks import Context

GOOD = {
    "ENDPOINT": "https://api.example.com",
    "TEST_ENDPOINT": "http://orders-1.eu-west-1.elb.amazonaws.com:8080",
    # pragma: allowlist nextline secret
    "RELEASE_TEST_SECRET_ARN": "arn:aws-cn:secretsmanager:cn-north-1:111111111111:secret:release-test-AbCdEf",
    "LOG_LEVEL": "DEBUG",
}


def test_good_variables_become_settings_and_others_do_not_matter() -> None:
    settings = Settings.load({**GOOD, "AWS_SECRET_ACCESS_KEY": "hidden"})
    assert settings.test_endpoint == "http://orders-1.eu-west-1.elb.amazonaws.com:8080"
    assert settings.log_level == "DEBUG"


def test_the_log_level_may_be_missing() -> None:
    assert Settings.load({name: value for name, value in GOOD.items() if name != "LOG_LEVEL"}).log_level == "INFO"


def test_a_hook_without_a_probe_has_none_to_find() -> None:
    assert Settings.load(GOOD).kept_probe == "none"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENDPOINT", ""),
        ("ENDPOINT", "api.example.com"),
        ("ENDPOINT", "https://api.example.com/"),
        ("TEST_ENDPOINT", "ftp://api.example.com"),
        ("TEST_ENDPOINT", "https://api.example.com:port"),
        ("RELEASE_TEST_SECRET_ARN", "release-test"),
        ("TLS_NAME", "https://api.example.com"),
        ("KEPT_PROBE", "orders/1"),
        ("KEPT_PROBE", "/orders/1?all=yes"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_a_wrong_variable_is_named_with_value_rule_and_example(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.load({**GOOD, name: value})
    assert f'{name}="{value}": must match ' in str(refused.value)
    assert f'for example {name}="' in str(refused.value)


def test_all_that_is_wrong_is_named_at_once() -> None:
    with pytest.raises(SettingsError, match=r"ENDPOINT=.*TEST_ENDPOINT=.*RELEASE_TEST_SECRET_ARN="):
        Settings.load({})


@pytest.mark.parametrize("hook", [ecs.pre_traffic, ecs.post_traffic], ids=["pre", "post"])
def test_a_hook_that_is_not_configured_fails_the_deployment(
    hook: object, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in GOOD:
        monkeypatch.delenv(name, raising=False)
    assert callable(hook)
    assert hook({}, Context()) == {"hookStatus": "FAILED"}
    assert 'RELEASE_TEST_SECRET_ARN=""' in caplog.text
