"""A table of DynamoDB that answers in part, because it is throttled."""

from typing import Any

import pytest

from accounts.dynamodb import DynamoAccounts
from accounts.store import StoreNotReady
from tests.support.accounts_examples import ACCOUNTS, CHECKING


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    waited: list[float] = []
    monkeypatch.setattr("accounts.dynamodb.time.sleep", waited.append)
    return waited


def throttle(store: DynamoAccounts, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """So many answers name all keys as not processed."""
    batch_get_item, left = store._client.batch_get_item, iter(range(times))

    def answers(**request: Any) -> Any:
        if next(left, None) is not None:
            return {"Responses": {}, "UnprocessedKeys": request["RequestItems"]}
        return batch_get_item(**request)

    monkeypatch.setattr(store._client, "batch_get_item", answers)


def test_what_was_not_processed_is_asked_for_again_after_longer_and_longer_waits(
    empty_dynamodb: DynamoAccounts, monkeypatch: pytest.MonkeyPatch, pauses: list[float]
) -> None:
    empty_dynamodb.add(ACCOUNTS)
    throttle(empty_dynamodb, monkeypatch, times=3)
    assert empty_dynamodb.read([CHECKING]).keys() == {CHECKING}
    assert pauses == [0.05, 0.1, 0.2]


def test_a_table_that_stays_throttled_is_given_up(
    empty_dynamodb: DynamoAccounts, monkeypatch: pytest.MonkeyPatch, pauses: list[float]
) -> None:
    throttle(empty_dynamodb, monkeypatch, times=100)
    with pytest.raises(StoreNotReady, match="is throttled"):
        empty_dynamodb.read([CHECKING])
    assert sum(pauses) < 5
