"""A window that CodePipeline would refuse, in the middle of its own update, is refused when environments.py is read."""

import zoneinfo
from typing import Any

import pytest

from settings.configuration import ConfigurationError
from settings.delivery import Delivery
from settings.environment import DeploymentEnvironment
from settings.window import EXAMPLE, DeploymentWindow


@pytest.mark.parametrize(
    "cron",
    [
        "* * 9-16 ? * MON-FRI",
        "* * * * * ?",
        "* * 9-16 ? * 2-6 2026-2030",
        "* 0-29,30/5 8,12,16-18 ? JAN,MAR-OCT MON,WED",
        "* */15 0/4 1,15 1-12/3 ?",
        "* * 9-16 L * ?",
        "* * 9-16 L-3 * ?",
        "* * 9-16 LW * ?",
        "* * 9-16 15W * ?",
        "* * 9-16 ? * 6L",
        "* * 9-16 ? * FRIL",
        "* * 9-16 ? * MON#1 *",
        "* * 22-4 ? * FRI-MON",
    ],
)
def test_what_the_rule_reads_is_taken(cron: str) -> None:
    assert DeploymentWindow(cron=cron).cron == cron


@pytest.mark.parametrize(
    ("cron", "mistake"),
    [
        ("", "six or seven fields"),
        ("* 9-16 ? * MON-FRI", "six or seven fields"),
        ("* * 9-16 ? * MON-FRI * *", "six or seven fields"),
        ("0 * 9-16 ? * MON-FRI", "the first field, for seconds, is always *"),
        ("* 60 9-16 ? * MON-FRI", '"60" is no minute, which is 0 to 59'),
        ("* * 9-99 ? * MON-FRI", '"9-99" is no hour, which is 0 to 23'),
        ("* * nine ? * MON-FRI", '"nine" is no hour, which is 0 to 23'),
        ("* * 9- ? * MON-FRI", '"9-" is no hour'),
        ("* * 9,,12 ? * MON-FRI", '"9,,12" is no hour'),
        ("* * 9/0 ? * MON-FRI", '"9/0" is no hour'),
        ("* * 9/ ? * MON-FRI", '"9/" is no hour'),
        ("* * ٩ ? * MON-FRI", "is no hour"),
        ("* * ? ? * MON-FRI", '"?" is no hour'),
        ("* * 9-16 0 * ?", '"0" is no day of the month, which is 1 to 31'),
        ("* * 9-16 32W * ?", '"32W" is no day of the month'),
        ("* * 9-16 ? 13 MON-FRI", '"13" is no month, which is 1 to 12 or JAN to DEC'),
        ("* * 9-16 ? * MON-FRX", '"MON-FRX" is no day of the week, which is 1 to 7 or SUN to SAT'),
        ("* * 9-16 ? * 0", '"0" is no day of the week'),
        ("* * 9-16 ? * mon-fri", '"mon-fri" is no day of the week'),
        ("* * 9-16 ? * MON#6", '"MON#6" is no day of the week'),
        ("* * 9-16 ? * MON-FRI 1969", '"1969" is no year, which is 1970 to 2199'),
        ("* * 9-16 * * MON-FRI", "one of the fields for the day of the month .* and of the week"),
        ("* * 9-16 * * *", "one of the fields for the day of the month .* and of the week"),
        ("* * 9-16 ? * ?", "one of the fields for the day of the month .* and of the week"),
    ],
)
def test_a_cron_expression_is_refused_with_the_field_that_is_wrong(cron: str, mistake: str) -> None:
    with pytest.raises(ConfigurationError, match=mistake) as refused:
        DeploymentWindow(cron=cron)
    assert str(refused.value).startswith(f'cron="{cron}": ')
    assert str(refused.value).endswith(f", for example {EXAMPLE}")


@pytest.mark.parametrize(
    "time_zone", ["UTC", "UTC+05:30", "UTC-03:00", "Europe/Berlin", "America/Argentina/Ushuaia", "GMT", "CEST", "IST"]
)
def test_a_time_zone_is_taken(time_zone: str) -> None:
    assert DeploymentWindow(cron="* * * ? * *", time_zone=time_zone).time_zone == time_zone


@pytest.mark.parametrize(
    "time_zone",
    ["", "Europe/Berlim", "europe/berlin", "Berlin", "UTC+2", "UTC+24:00", "XQZ", "../etc/passwd", "+02:00"],
)
def test_a_time_zone_that_does_not_exist_is_refused(time_zone: str) -> None:
    with pytest.raises(ConfigurationError, match='for example time_zone="Europe/Berlin"') as refused:
        DeploymentWindow(cron="* * * ? * *", time_zone=time_zone)
    assert str(refused.value).startswith(f'time_zone="{time_zone}": ')


def test_a_machine_without_a_list_of_time_zones_refuses_none_that_may_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zoneinfo, "available_timezones", set)
    DeploymentWindow(cron="* * * ? * *", time_zone="Europe/Berlin")
    with pytest.raises(ConfigurationError):
        DeploymentWindow(cron="* * * ? * *", time_zone="Berlin")


def test_a_window_that_no_stage_would_wait_for_is_refused() -> None:
    window = DeploymentWindow(cron="* * 9-16 ? * MON-FRI")
    values: dict[str, Any] = {
        "name": "staging",
        "region": "eu-west-1",
        "delivery": Delivery.all_at_once(),
        "window": window,
    }
    assert DeploymentEnvironment(**values, approval=True).window is window
    with pytest.raises(ConfigurationError, match=r"window of staging: .* for example approval=True; or leave"):
        DeploymentEnvironment(**values)
