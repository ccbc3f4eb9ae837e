"""The consumer handles an event once, and its errors are seen."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import boto3
import pytest
from moto import mock_aws

os.environ.setdefault("IDEMPOTENCY_TABLE_NAME", "idempotency")
# As EventBridge delivers it. The test of the rule sends the same one.
EVENT: dict[str, Any] = json.loads(Path(__file__).with_name("parcels_event.json").read_text("utf-8"))


@dataclass
class Context:
    """What Lambda tells a function about its invocation."""

    function_name: str = "consumer"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:eu-central-1:111111111111:function:consumer"
    aws_request_id: str = "52fdfc07-2182-454f-963f-5f0f9a621d72"

    def get_remaining_time_in_millis(self) -> int:
        return 29_000


@pytest.fixture
def handler() -> Iterator[ModuleType]:
    """The module of the handler, with an empty table for the ids of events."""
    with mock_aws():
        boto3.client("dynamodb").create_table(
            TableName=os.environ["IDEMPOTENCY_TABLE_NAME"],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        from parcels_consumer import handler

        yield handler


@pytest.fixture
def handled(handler: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, datetime]]:
    """Of each event that was handled from here on: what it is about, and when it happened."""
    seen: list[tuple[str, datetime]] = []
    monkeypatch.setattr(handler, "consume", lambda detail, *, happened: seen.append((detail.id, happened)))
    return seen


def test_an_event_is_handled_with_the_time_when_it_happened(
    handler: ModuleType, handled: list[tuple[str, datetime]]
) -> None:
    handler.handler(EVENT, Context())
    assert handled == [("parcels-7", datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC))]


def test_an_event_that_is_delivered_twice_is_handled_once(
    handler: ModuleType, handled: list[tuple[str, datetime]]
) -> None:
    for _ in range(2):
        handler.handler(EVENT, Context())
    assert len(handled) == 1
    handler.handler(EVENT | {"id": "another"}, Context())
    assert len(handled) == 2


def test_an_event_that_failed_is_handled_when_it_comes_again(
    handler: ModuleType, handled: list[tuple[str, datetime]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(detail: Any, *, happened: datetime) -> None:
        raise RuntimeError("the carrier does not answer")

    with monkeypatch.context() as patch:
        patch.setattr(handler, "consume", fail)
        with pytest.raises(RuntimeError, match="does not answer"):
            handler.handler(EVENT, Context())
    handler.handler(EVENT, Context())
    assert len(handled) == 1


def test_a_field_of_a_newer_sender_is_ignored(handler: ModuleType, handled: list[tuple[str, datetime]]) -> None:
    handler.handler(EVENT | {"detail": {"id": "a", "sent by a newer sender": True}}, Context())
    assert [about for about, _ in handled] == ["a"]


@pytest.mark.parametrize("detail", [{}, {"id": ""}, {"id": "Ada" * 100}, [], "Ada", None])
def test_an_event_of_another_form_is_an_error_that_says_nothing_of_it(
    detail: object, handler: ModuleType, handled: list[tuple[str, datetime]]
) -> None:
    with pytest.raises(ValueError, match="detail") as error:
        handler.handler(EVENT | {"detail": detail}, Context())
    assert "Ada" not in str(error.value)
    assert not handled
