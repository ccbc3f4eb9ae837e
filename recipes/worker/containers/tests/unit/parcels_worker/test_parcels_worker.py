"""The worker takes messages off its queue, and leaves there what has to come again."""

import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import moto
import pytest
from parcels_worker import __main__, alive, messages
from parcels_worker.work import ParcelsMessage

from tests.support.service_log import Lines, captured

SOON = 5.0


class Queue:
    """The queue and its dead-letter queue, as the template has them."""

    def __init__(self) -> None:
        self.sqs = boto3.client("sqs")
        self.failed = self.sqs.create_queue(QueueName="failed")["QueueUrl"]
        answer = self.sqs.get_queue_attributes(QueueUrl=self.failed, AttributeNames=["QueueArn"])
        redrive = {"deadLetterTargetArn": answer["Attributes"]["QueueArn"], "maxReceiveCount": 5}
        attributes = {"VisibilityTimeout": "60", "RedrivePolicy": json.dumps(redrive)}
        self.url = self.sqs.create_queue(QueueName="parcels", Attributes=attributes)["QueueUrl"]

    def send(self, *bodies: object) -> None:
        for body in bodies:
            self.sqs.send_message(QueueUrl=self.url, MessageBody=json.dumps(body))

    def count(self, of: str = "ApproximateNumberOfMessages", *, url: str = "") -> int:
        asked = self.sqs.get_queue_attributes(QueueUrl=url or self.url, AttributeNames=[of])
        return int(asked["Attributes"][of])

    def held(self) -> int:
        """Messages that nobody else gets now."""
        return self.count("ApproximateNumberOfMessagesNotVisible")


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Iterator[Queue]:
    monkeypatch.setattr(messages, "WAIT_SECONDS", 0)
    with moto.mock_aws():
        yield Queue()


@pytest.fixture
def log() -> Iterator[Lines]:
    with captured() as lines:
        yield lines


@pytest.fixture(autouse=True)
def own_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(alive, "FILE", tmp_path / "alive")


@pytest.fixture(autouse=True)
def own_signals() -> Iterator[None]:
    before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGALRM)}
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    for each, handler in before.items():
        signal.signal(each, handler)


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + SOON
    while not holds() and time.monotonic() < end:
        time.sleep(0.01)


def failures(log: Lines) -> list[dict[str, Any]]:
    return [each for each in log() if each.get("ParcelsFailed")]


def run(queue: Queue, *, then: Callable[[], bool], work: Callable[[ParcelsMessage], None]) -> None:
    """Take messages with this `work`; SIGTERM comes as soon as `then` holds."""
    worker = messages.Messages(queue.sqs, queue.url)
    worker.stop_on_sigterm()

    def stop() -> None:
        until(then)
        os.kill(os.getpid(), signal.SIGTERM)

    stopper = threading.Thread(target=stop)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(messages, "work", work)
        stopper.start()
        worker.take()
    stopper.join()


def test_a_message_is_handled_once_and_is_gone(queue: Queue, log: Lines) -> None:
    done: list[str] = []
    queue.send({"id": "a"}, {"id": "b", "sent by a newer sender": True})
    run(queue, then=lambda: len(done) == 2, work=lambda message: done.append(message.id))
    assert sorted(done) == ["a", "b"]
    assert (queue.count(), queue.held()) == (0, 0)
    assert [(each["ParcelsHandled"], each["ParcelsFailed"]) for each in log()] == [(1, 0), (1, 0)]


def test_a_message_that_fails_comes_again_later_and_the_others_are_done(
    queue: Queue, log: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    def work(message: ParcelsMessage) -> None:
        done.append(message.id)
        if message.id == "b":
            raise RuntimeError("the carrier does not answer")

    queue.send({"id": "a"}, {"id": "b"}, {"id": "c"})
    run(queue, then=lambda: len(done) == 3, work=work)
    assert (queue.count(), queue.held()) == (0, 1)
    (failed,) = failures(log)
    assert (failed["message"], failed["attempt"], failed["ParcelsHandled"]) == ("Message failed", "1", 0)


def test_what_fails_in_all_attempts_is_in_the_dead_letter_queue(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "AGAIN_SECONDS", 0)
    tried: list[str] = []

    def work(message: ParcelsMessage) -> None:
        tried.append(message.id)
        raise RuntimeError("the carrier does not answer")

    queue.send({"id": "a"})
    run(queue, then=lambda: queue.count(url=queue.failed) == 1, work=work)
    assert tried == 5 * ["a"]


@pytest.mark.parametrize("body", [{}, {"id": ""}, {"id": "x" * 129}, [], "text", None])
def test_what_is_no_message_comes_again_and_reaches_no_work(queue: Queue, body: object) -> None:
    done: list[str] = []
    queue.send(body, {"id": "a"})
    run(queue, then=lambda: bool(done) and queue.held() == 1, work=lambda message: done.append(message.id))
    assert done == ["a"]
    assert queue.held() == 1


def test_the_log_names_a_failed_message_and_nothing_of_it(queue: Queue, log: Lines) -> None:
    queue.send({"id": "Ada" * 100})
    run(queue, then=lambda: bool(failures(log)), work=lambda message: None)
    (failed,) = failures(log)
    assert failed["sqs_message_id"]
    assert "Ada" not in json.dumps(log())


def test_on_sigterm_the_message_at_hand_is_finished_and_no_other_is_taken(queue: Queue) -> None:
    begun, done = [], []

    def work(message: ParcelsMessage) -> None:
        begun.append(message.id)
        time.sleep(0.2)
        done.append(message.id)

    queue.send({"id": "a"}, {"id": "b"})
    run(queue, then=lambda: len(begun) == 1, work=work)
    assert begun == done and len(done) == 1
    assert (queue.count(), queue.held()) == (1, 0)


def test_a_message_that_arrives_after_sigterm_is_returned_at_once(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Before the worker asks the queue, as when the signal comes while it waits for an answer.
    monkeypatch.setattr(messages, "alive", lambda: os.kill(os.getpid(), signal.SIGTERM))
    done: list[str] = []
    queue.send({"id": "a"})
    monkeypatch.setattr(messages, "work", lambda message: done.append(message.id))
    worker = messages.Messages(queue.sqs, queue.url)
    worker.stop_on_sigterm()
    worker.take()
    assert done == []
    assert (queue.count(), queue.held()) == (1, 0)


def test_what_takes_longer_than_the_task_may_live_is_returned_at_once(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "FINISH_SECONDS", 0.1)
    begun: list[str] = []

    def work(message: ParcelsMessage) -> None:
        begun.append(message.id)
        try:
            time.sleep(SOON)
        except Exception:
            pytest.fail("the work may swallow errors, and this is none")

    queue.send({"id": "a"})
    before = time.monotonic()
    run(queue, then=lambda: bool(begun), work=work)
    assert time.monotonic() - before < SOON
    assert (queue.count(), queue.held()) == (1, 0)


def test_a_message_that_takes_long_is_held_as_long_as_it_is_worked_on(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "HELD_SECONDS", 1)
    queue.sqs.set_queue_attributes(QueueUrl=queue.url, Attributes={"VisibilityTimeout": "1"})
    seen: list[int] = []

    def work(message: ParcelsMessage) -> None:
        time.sleep(2.2)
        seen.append(queue.held())

    queue.send({"id": "a"})
    run(queue, then=lambda: bool(seen), work=work)
    assert seen == [1]
    assert (queue.count(), queue.held()) == (0, 0)


def test_a_worker_that_hangs_is_not_alive(queue: Queue) -> None:
    assert not alive.is_alive()
    done: list[bool] = []
    queue.send({"id": "a"})
    run(queue, then=lambda: bool(done), work=lambda message: done.append(alive.is_alive()))
    assert done == [True]
    hanging = time.time() - alive.LONGEST_SECONDS - 61
    os.utime(alive.FILE, (hanging, hanging))
    assert not alive.is_alive()


def test_a_missing_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PARCELS_QUEUE_URL", raising=False)
    with pytest.raises(SystemExit, match="PARCELS_QUEUE_URL"):
        __main__.main()
