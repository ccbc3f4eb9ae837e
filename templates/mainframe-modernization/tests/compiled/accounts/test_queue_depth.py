"""How many calls wait for a worker is published all the time, so that tasks can be added before callers are refused."""

import asyncio
from pathlib import Path

import pytest

from accounts import queue_depth
from accounts.store import AccountStore
from programs.waiting import Waiting
from tests.support.accounts_service import running
from tests.support.accounts_stores import COPYBOOKS
from tests.support.service_log import METRICS_NAMESPACE, Lines


def test_the_average_is_a_metric_of_the_service_also_when_it_is_zero(log: Lines) -> None:
    seconds = 0.0
    waiting = Waiting(clock=lambda: seconds)

    async def run() -> None:
        nonlocal seconds
        publishing = asyncio.create_task(queue_depth.publish(waiting, seconds=0.02))
        await asyncio.sleep(0.03)
        with waiting:
            seconds += 2
            await asyncio.sleep(0.02)
        publishing.cancel()

    asyncio.run(run())
    lines = [line for line in log() if line["message"] == "Calls waiting"]
    assert [line["CallsWaiting"] for line in lines][:2] == [0.0, 1.0]
    (declared,) = lines[0]["_aws"]["CloudWatchMetrics"]
    assert declared == {
        "Namespace": METRICS_NAMESPACE,
        "Dimensions": [["service"]],
        "Metrics": [{"Name": "CallsWaiting", "Unit": "Count"}],
    }
    assert lines[0]["service"] == "accounts"


def test_the_service_publishes_it_as_long_as_it_runs(
    store: AccountStore, programs_folder: Path, log: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_depth, "SECONDS", 0.01)
    with running(store, programs_folder, COPYBOOKS) as service:
        for _ in range(20):
            service.request("GET", "/health")
    told = len([line for line in log() if line["message"] == "Calls waiting"])
    assert told > 0
