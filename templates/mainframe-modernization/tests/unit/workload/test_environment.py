"""What AWS, the router or the batch cycle would refuse is refused here, with value, rule and example."""

from dataclasses import replace
from typing import Any

import pytest

from environments import SANDBOX
from router.operations import OPERATIONS
from router.routes import read_routes
from settings.configuration import ConfigurationError
from settings.delivery import Delivery
from settings.window import DeploymentWindow
from workload.environment import (
    Batch,
    BatchWindow,
    Database,
    Datasets,
    Environment,
    Network,
    Router,
    Store,
    Weight,
)

LEGACY = "https://mainframe.example.com"
# Best one whose requests may be sent to both sides.
SHOWN = next((each for each in OPERATIONS if not each.shadow_refusal), OPERATIONS[0])
FIRST, SHADOW = SHOWN.name, not SHOWN.shadow_refusal
# 15 minutes for tasks and 10 for hooks, shifting and waiting, then the bake time: one hour.
HOURLY = Environment(
    name="hourly",
    region="eu-west-1",
    network=Network(zone_ids=("euw1-az1", "euw1-az2")),
    delivery=Delivery.canary(percent=10, minutes=5),
    keep_old_minutes=10,
    bake_minutes=20,
    approval=True,
)


@pytest.mark.parametrize(
    "url",
    [
        "http://mainframe.example.com",
        "https://mainframe.example.com/",
        "https://mainframe.example.com/cics",
        "https://mainframe.example.com?a=b",
        "https://user:secret@mainframe.example.com",  # pragma: allowlist secret
        "https://MAINFRAME.example.com",
        "https://mainframe",
        "https://mainframe.example.com:",
        "https://mainframe.example.com:70000",
        "https://mainframe.example.com:port",
        "mainframe.example.com",
    ],
)
def test_an_address_of_the_old_system_that_is_no_origin_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match=r'legacy_url=".*": https and a host name .* for example legacy_url='):
        Router(legacy_url=url)


@pytest.mark.parametrize("url", ["", LEGACY, f"{LEGACY}:8443"])
def test_an_origin_is_taken_and_so_is_none(url: str) -> None:
    assert Router(legacy_url=url).legacy_url == url


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"tasks": 0}, r"tasks=0: 1 to 50 routers, for example tasks=2"),
        ({"tasks": 51}, r"tasks=51: 1 to 50 routers"),
        # On Fargate, whatever the service runs on.
        ({"cpu": 300}, r"cpu=300: Fargate offers 256, 512"),
        ({"memory_mb": 512}, r"memory_mb=512: with 512 CPU units"),
        ({"legacy_url": LEGACY, "weights": {"no-such": Weight()}}, r'no operation "no-such"; there are: '),
        ({"legacy_url": LEGACY, "weights": {FIRST: Weight(weight=101)}}, r"the weight 101: .* for example 10"),
        ({"legacy_url": LEGACY, "weights": {FIRST: Weight(weight=-1)}}, r"the weight -1"),
        ({"weights": {FIRST: Weight(weight=99)}}, r"the weight 99, but there is no legacy system"),
        ({"weights": {FIRST: Weight(weight=100, shadow=True)}}, r"there is no legacy system|changes data"),
    ],
)
def test_a_router_that_cannot_be_is_refused(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        Router(**values)


def test_the_router_reads_the_weights_that_the_environment_says() -> None:
    router = Router(legacy_url=LEGACY, weights={FIRST: Weight(weight=25, shadow=SHADOW)})
    routes = read_routes(router.document, OPERATIONS, {})
    assert (routes[FIRST].weight, routes[FIRST].shadow) == (25, SHADOW)
    assert {route.weight for name, route in routes.items() if name != FIRST} <= {0}
    alone = read_routes(Router().document, OPERATIONS, {}, legacy=False)
    assert {route.weight for route in alone.values()} == {100}


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"object_lock_days": -1}, r"object_lock_days=-1: 0 to 36500 days, for example object_lock_days=365"),
        ({"object_lock_days": 36501}, r"object_lock_days=36501: 0 to 36500"),
        ({"keep_versions_days": 29}, r"keep_versions_days=29: 30 to 3650 days, since a job that failed"),
        ({"keep_versions_days": 3651}, r"keep_versions_days=3651: .* for example keep_versions_days=90"),
    ],
)
def test_data_sets_that_cannot_be_kept_so_are_refused(values: dict[str, int], sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        Datasets(**values)


def test_data_sets_are_locked_only_where_data_is_protected() -> None:
    locked = Datasets(object_lock_days=30)
    with pytest.raises(ConfigurationError, match=r"object_lock_days=30: .* write protect_data=True, or object_lock"):
        replace(SANDBOX, datasets=locked)
    assert replace(SANDBOX, datasets=locked, protect_data=True).datasets is locked


def test_a_window_may_let_a_release_end_when_the_batch_window_opens_and_not_a_minute_later() -> None:
    batch = Batch(window=BatchWindow(start="22:00", minutes=360))
    assert HOURLY.deployment_minutes + HOURLY.bake_minutes == 60
    assert replace(HOURLY, batch=batch, window=DeploymentWindow(cron="* 0 9-21 ? * MON-FRI"))
    sentence = r"window of hourly: a release that starts on \w+ \S+ at 21:01 takes up to 60 minutes and meets the batch"
    with pytest.raises(ConfigurationError, match=sentence + r" window .* for example window=DeploymentWindow\("):
        replace(HOURLY, batch=batch, window=DeploymentWindow(cron="* 0,1 21 ? * MON-FRI"))


@pytest.mark.parametrize(
    ("cron", "time_zone", "moment"),
    [
        ("* * * ? * *", "UTC", "21:01"),
        # Saturday belongs to the window that opened on Friday.
        ("* 59 3 ? * SAT", "UTC", "Saturday .* at 03:59"),
        ("* 59 3 ? * SAT-SUN", "UTC", "Saturday .* at 03:59"),
        # 22:30 in UTC, which is the next day in Tokyo.
        ("* 30 7 ? * TUE", "Asia/Tokyo", "Tuesday .* at 07:30"),
        ("* 30 3 ? * TUE", "UTC+05:30", "Tuesday .* at 03:30"),
        ("* 30 12 ? * MON", "UTC-10:00", "Monday .* at 12:30"),
        # In summer only.
        ("* 30 23 ? * MON", "Europe/Berlin", r"Monday 2026-0\d-\d\d at 23:30"),
    ],
)
def test_a_release_that_would_run_beside_jobs_is_refused(cron: str, time_zone: str, moment: str) -> None:
    batch = Batch(window=BatchWindow(start="22:00", minutes=360))
    with pytest.raises(ConfigurationError, match=f"window of hourly: a release that starts on .*{moment}"):
        replace(HOURLY, batch=batch, window=DeploymentWindow(cron=cron, time_zone=time_zone))


@pytest.mark.parametrize(
    ("cron", "time_zone"),
    [("* * 4-20 ? * *", "UTC"), ("* 0 4 ? * SAT", "UTC"), ("* * * ? * SUN", "UTC"), ("* 30 4 ? * TUE", "Asia/Tokyo")],
)
def test_a_release_beside_the_batch_window_is_not(cron: str, time_zone: str) -> None:
    batch = Batch(window=BatchWindow(start="22:00", minutes=360))
    assert replace(HOURLY, batch=batch, window=DeploymentWindow(cron=cron, time_zone=time_zone))
    assert replace(HOURLY, window=DeploymentWindow(cron="* * * ? * *")), "without a batch window any time is right"
    assert replace(HOURLY, batch=batch), "without a window people choose the time"


def test_an_abbreviation_that_is_no_time_zone_is_refused_beside_a_batch_window() -> None:
    window = DeploymentWindow(cron="* * 9-16 ? * MON-FRI", time_zone="CEST")
    with pytest.raises(ConfigurationError, match=r'window of hourly: .* time_zone="CEST": .* name of the time zone'):
        replace(HOURLY, batch=Batch(window=BatchWindow()), window=window)


def test_the_migration_of_a_database_takes_time_which_a_table_does_not() -> None:
    assert replace(SANDBOX, store=Store.POSTGRESQL).data_minutes > 40
    assert replace(SANDBOX, store=Store.DYNAMODB, database=Database()).data_minutes == 0


def test_smoke_and_traffic_reach_the_new_service_whatever_the_weights() -> None:
    assert SANDBOX.smoke_paths == ("/health", "/new/health")
    assert SANDBOX.traffic_path == "/new/health"


def test_suites_sign_in_and_have_the_time_for_a_job() -> None:
    assert SANDBOX.suites_sign_in
    assert SANDBOX.suite_minutes == 90
