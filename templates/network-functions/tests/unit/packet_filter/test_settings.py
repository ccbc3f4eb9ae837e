"""Wrong environment variables stop the function at its start, with a message that names them."""

from pathlib import Path

import pytest
from packet_filter.placement import Entry, Function
from packet_filter.settings import S3Object, Settings, SettingsError

GOOD = {
    "FUNCTION": "filter",
    "ENTRY": "gateway-load-balancer",
    "OUTSIDE": "tunnel",
    "POLICY_FILE": "/policy.yaml",
    "METRICS_NAMESPACE": "network-function",
    "ENVIRONMENT_NAME": "dev",
}


def test_the_defaults_are_those_of_the_image() -> None:
    settings = Settings.load(GOOD)
    assert (settings.placement.function, settings.placement.entry) == (Function.FILTER, Entry.GATEWAY)
    assert (settings.placement.inside, settings.tunnel_device, settings.geneve_port) == ("tunnel", "tunnel", 6081)
    assert (settings.policy, settings.policy_seconds, settings.drain_seconds) == (Path("/policy.yaml"), 5, 30)
    assert (settings.health_port, settings.version, settings.log_level, settings.idle_seconds) == (
        8080,
        "local",
        "INFO",
        350,
    )
    assert settings.has_tunnel


def test_a_policy_may_lie_in_s3() -> None:
    stored = {**GOOD, "POLICY_FILE": "", "POLICY_BUCKET": "policies", "POLICY_KEY": "dev/policy.yaml"}
    assert Settings.load(stored).policy == S3Object(bucket="policies", key="dev/policy.yaml")


@pytest.mark.parametrize(
    "change", [{"INSIDE": "eth0"}, {"ENTRY": "network-load-balancer", "INSIDE": "tunnel", "OUTSIDE": "eth0"}]
)
def test_packets_that_come_bare_need_no_tunnel(change: dict[str, str]) -> None:
    assert not Settings.load({**GOOD, **change}).has_tunnel


@pytest.mark.parametrize("name", ["FUNCTION", "ENTRY", "OUTSIDE", "METRICS_NAMESPACE", "ENVIRONMENT_NAME"])
def test_a_missing_or_empty_variable_is_named(name: str) -> None:
    without = {key: value for key, value in GOOD.items() if key != name}
    for wrong in (without, {**GOOD, name: ""}):
        with pytest.raises(
            SettingsError, match=rf"have to be corrected in its task .*: {name} is missing, for example "
        ):
            Settings.load(wrong)


def test_behind_a_network_load_balancer_the_interface_inside_has_to_be_named() -> None:
    with pytest.raises(SettingsError, match="INSIDE is missing, for example tunnel"):
        Settings.load({**GOOD, "ENTRY": "network-load-balancer"})


def test_every_wrong_variable_is_named_at_once() -> None:
    with pytest.raises(
        SettingsError, match=r"FUNCTION 'router'.*; POLICY_SECONDS 'soon'.*; ENVIRONMENT_NAME is missing"
    ):
        Settings.load({**GOOD, "FUNCTION": "router", "POLICY_SECONDS": "soon", "ENVIRONMENT_NAME": ""})


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"FUNCTION": "router"}, "FUNCTION 'router' is none of filter, source-nat"),
        ({"ENTRY": "alb"}, "ENTRY 'alb' is none of gateway-load-balancer, network-load-balancer"),
        ({"HEALTH_PORT": "0"}, "HEALTH_PORT '0' has to be a whole number from 1 to 65535, such as 8080"),
        ({"GENEVE_PORT": "65536"}, "GENEVE_PORT '65536' has to be a whole number from 1 to 65535"),
        ({"POLICY_SECONDS": "1_0"}, "POLICY_SECONDS '1_0' has to be a whole number from 1 to 3600"),
        ({"DRAIN_SECONDS": "-1"}, "DRAIN_SECONDS '-1' has to be a whole number from 0 to 3600, such as 30"),
        ({"IDLE_SECONDS": "10"}, "IDLE_SECONDS '10' has to be a whole number from 60 to 6000, such as 350"),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL 'LOUD' is none of DEBUG, INFO"),
        ({"METRICS_NAMESPACE": "a b"}, "METRICS_NAMESPACE 'a b' has to match .*, for example network-function"),
        ({"POLICY_FILE": ""}, "either POLICY_FILE or both POLICY_BUCKET and POLICY_KEY"),
        ({"POLICY_BUCKET": "b", "POLICY_KEY": "k"}, "either POLICY_FILE or both"),
        ({"POLICY_FILE": "", "POLICY_BUCKET": "policies"}, "either POLICY_FILE or both"),
        ({"POLICY_FILE": "", "POLICY_BUCKET": "A/b", "POLICY_KEY": "k"}, "POLICY_BUCKET 'A/b' is not the name of"),
        ({"FUNCTION": "source-nat"}, r"INSIDE and OUTSIDE: source NAT with one arm .* outside eth0\.$"),
        ({"OUTSIDE": "eth 0"}, "INSIDE and OUTSIDE: outside is 'eth 0', which cannot be the name of an interface"),
    ],
)
def test_a_wrong_value_is_refused_with_its_rule(wrong: dict[str, str], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        Settings.load({**GOOD, **wrong})
