"""The worker takes messages off its queue, and returns those that have to come again."""

import io
import json
from types import SimpleNamespace
from typing import Any

import aws_lambda_powertools.utilities.batch.exceptions as batch
import pytest
from parcels_worker import handler

CONTEXT = SimpleNamespace(
    function_name="worker",
    memory_limit_in_mb=512,
    invoked_function_arn="arn:aws:lambda:eu-central-1:111111111111:function:worker",
    aws_request_id="52fdfc07-2182-454f-963f-5f0f9a621d72",
)


def record(number: int, body: object) -> dict[str, Any]:
    """A message as SQS hands it to Lambda."""
    return {
        "messageId": f"message-{number}",
        "receiptHandle": "handle",
        "body": json.dumps(body),
        "attributes": {"ApproximateReceiveCount": "1"},
        "messageAttributes": {},
        "md5OfBody": "",
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-central-1:111111111111:queue",
        "awsRegion": "eu-central-1",
    }


def come_again(*bodies: object) -> list[str]:
    """The ids of the messages with these bodies that have to come again."""
    event = {"Records": [record(number, body) for number, body in enumerate(bodies)]}
    answer = handler.handler(event, CONTEXT)
    return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


def test_a_message_is_handled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(handler, "work", lambda message: done.append(message.id))
    assert come_again({"id": "a"}, {"id": "b", "sent by a newer sender": True}) == []
    assert done == ["a", "b"]


def test_a_message_that_fails_comes_again_and_the_others_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(message: Any) -> None:
        if message.id == "b":
            raise RuntimeError("the carrier does not answer")

    monkeypatch.setattr(handler, "work", fail)
    assert come_again({"id": "a"}, {"id": "b"}, {"id": "c"}) == ["message-1"]


def test_a_batch_in_which_every_message_fails_is_an_error_of_the_function(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(message: Any) -> None:
        raise RuntimeError("the carrier does not answer")

    monkeypatch.setattr(handler, "work", fail)
    with pytest.raises(batch.BatchProcessingError, match="the carrier does not answer"):
        come_again({"id": "a"}, {"id": "b"})


@pytest.mark.parametrize("body", [{}, {"id": ""}, {"id": "x" * 129}, [], "text", None])
def test_what_is_no_message_comes_again_until_it_is_in_the_dead_letter_queue(body: object) -> None:
    assert come_again(body, {"id": "a"}) == ["message-0"]


@pytest.mark.parametrize("body", [{"id": "Ada" * 100}, "Ada"])
def test_the_log_names_a_failed_message_and_nothing_of_it(body: object, monkeypatch: pytest.MonkeyPatch) -> None:
    log = io.StringIO()
    monkeypatch.setattr(handler.logger.registered_handler, "stream", log)
    with pytest.raises(batch.BatchProcessingError) as error:
        come_again(body)
    assert "message-0" in log.getvalue()
    assert "Ada" not in log.getvalue()
    # Lambda writes it into the log too.
    assert "Ada" not in str(error.value)
