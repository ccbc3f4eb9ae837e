"""Weights change without a deployment, and a bad document changes nothing."""

import asyncio

import boto3
import pytest
from botocore.config import Config
from structlog.testing import capture_logs

from tests.support.router_running import closed_port
from tests.support.router_store import NAME, Store


@pytest.mark.parametrize("document", ["{", '{"inquiry": {"weight": 101}}', '{"inquiri": {"weight": 1}}'])
def test_a_bad_document_is_counted_at_each_look_and_told_once_and_the_old_weights_stay(
    store: Store, document: str
) -> None:
    store.write({"inquiry": {"weight": 20}})
    assert store.looked() == (20, 0)
    store.write(document)
    with capture_logs() as logs:
        assert [store.looked(), store.looked()] == [(20, 1), (20, 2)]
    assert [each["event"] for each in logs] == ["Weights refused, the last ones stay"]
    store.write({"inquiry": {"weight": 30}})
    assert store.looked() == (30, 2)


def test_without_a_parameter_the_initial_weights_hold(store: Store) -> None:
    assert [store.looked(), store.looked()] == [(5, 0), (5, 0)]


def test_a_parameter_that_is_gone_or_written_anew_moves_accounts_only_by_its_text(store: Store) -> None:
    store.write({"inquiry": {"weight": 20}})
    store.looked()
    store.client.delete_parameter(Name=NAME)
    assert store.looked() == (20, 1)
    store.write({"inquiry": {"weight": 30}})
    assert (store.looked(), store.weights.version) == ((30, 1), 1)


def test_a_task_that_starts_takes_the_weights_that_the_others_kept(store: Store) -> None:
    store.write({"inquiry": {"weight": 20}})
    store.write({"inquiry": {"weight": 101}})
    store.write("{")
    fresh = store.fresh()
    assert store.looked(fresh) == (20, 1)
    assert fresh.version == 1


def test_a_router_that_a_rollback_brings_back_takes_the_weights_of_before_an_operation_it_does_not_know(
    store: Store,
) -> None:
    store.write({"inquiry": {"weight": 20}})
    for weight in range(20):
        store.write({"inquiry": {"weight": 20}, "of-the-next-release": {"weight": weight}})
    assert store.looked(store.fresh()) == (20, 1)


def test_a_store_that_does_not_answer_leaves_the_weights_as_they_are(store: Store) -> None:
    url = closed_port()
    patience = Config(connect_timeout=1, read_timeout=1, retries={"total_max_attempts": 1})
    dead = boto3.client("ssm", region_name="eu-central-1", endpoint_url=url, config=patience)
    answers, store.read = store.read, dead.get_parameter
    assert not asyncio.run(store.weights.look())
    assert store.looked() == (5, 2)
    store.write({"inquiry": {"weight": 20}})
    store.read = answers
    assert asyncio.run(store.weights.look())
    assert store.looked() == (20, 2)
    store.read = dead.get_parameter
    assert store.looked() == (20, 3)


def test_weights_are_looked_at_again_and_again_also_after_a_fault(store: Store) -> None:
    def faulty(**_: str) -> None:
        raise ZeroDivisionError

    async def story() -> None:
        follows = asyncio.create_task(store.weights.follow(0.01))
        for weight in (20, 30):
            store.write({"inquiry": {"weight": weight}})
            async with asyncio.timeout(5):
                while store.weights.routes["inquiry"].weight != weight:
                    await asyncio.sleep(0.01)
            answers, store.read = store.read, faulty
            await asyncio.sleep(0.05)
            store.read = answers
        follows.cancel()

    asyncio.run(story())
