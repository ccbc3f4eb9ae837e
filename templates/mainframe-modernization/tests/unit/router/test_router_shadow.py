"""Shadow-compare: callers get the legacy answer, at once, whatever becomes of the other."""

import asyncio
import json
import time

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from router.headers import first
from router.routes import Route
from router.shadow import LINES_PER_MINUTE, LONGEST_ANSWER, WAITING, WORKERS
from tests.support.router_backend import Handler, backend, breaks_off, hangs, says
from tests.support.router_running import LAST, closed_port, router, shadow_counts

CLOSED = closed_port()
SHADOW = {"inquiry": Route(shadow=True), "posting": Route(shadow=True)}


def test_the_same_answer_is_compared_and_no_mismatch() -> None:
    async def story() -> None:
        async with (
            backend(says({"a": 1})) as legacy,
            backend(says({"a": 1.0})) as new,
            router(legacy, new, SHADOW) as running,
        ):
            answer = await running.send("GET", f"/accounts/{LAST}?x=1", headers=[("Accept-Encoding", "gzip")])
            assert (answer.body, first(answer.headers, "X-Router-Side")) == (b'{"a": 1}', "legacy")
        assert shadow_counts(running.counted()) == (1, 0, 0, 0)
        assert [each.target for each in legacy.seen] == [each.target for each in new.seen]
        assert [each.values("X-Shadow-Request") for each in (*legacy.seen, *new.seen)] == [[], ["true"]]
        assert [each.values("Accept-Encoding") for each in (*legacy.seen, *new.seen)] == [["identity"]] * 2

    asyncio.run(story())


def test_another_answer_is_counted_and_logged_without_its_values() -> None:
    async def story() -> None:
        old, other = says({"balance": "314159.26"}), says({"balance": "271828.18"})
        async with backend(old) as legacy, backend(other) as new, router(legacy, new, SHADOW) as running:
            answer = await running.send("GET", f"/accounts/{LAST}", headers=[("X-Amzn-Trace-Id", "Root=1-5")])
            assert json.loads(answer.body) == {"balance": "314159.26"}
        assert shadow_counts(running.counted()) == (1, 1, 0, 0)

    with capture_logs() as logs:
        asyncio.run(story())
    (said,) = (each for each in logs if each["event"] == "Answers differ")
    assert (said["operation"], said["request_id"], said["log_level"]) == ("inquiry", "Root=1-5", "warning")
    assert [each["field"] for each in said["differences"]] == ["balance"]
    assert not any(value in str(logs) for value in ("314159", "271828", f"accounts/{LAST}"))


def test_a_service_that_differs_always_does_not_fill_the_log() -> None:
    many = LINES_PER_MINUTE + 5

    async def story() -> None:
        async with backend(says(1)) as legacy, backend(says(2)) as new, router(legacy, new, SHADOW) as running:
            for _ in range(many):
                await running.send("GET", f"/accounts/{LAST}")
        assert shadow_counts(running.counted()) == (many, many, 0, 0)

    for _ in range(2):  # Once more where a minute ended meanwhile.
        began = time.monotonic() // 60
        with capture_logs() as logs:
            asyncio.run(story())
        if time.monotonic() // 60 == began:
            break
    assert sum(each["event"] == "Answers differ" for each in logs) == LINES_PER_MINUTE


async def is_huge(_: web.BaseRequest) -> web.StreamResponse:
    return web.Response(body=b"x" * (LONGEST_ANSWER + 1), content_type="application/json")


@pytest.mark.parametrize(("handler", "seconds"), [(hangs, 2.0), (breaks_off, 5.0), (is_huge, 5.0)])
def test_a_new_service_that_fails_is_counted_and_the_caller_does_not_notice(handler: Handler, seconds: float) -> None:
    async def story() -> None:
        answered = asyncio.Event()

        async def waits(request: web.BaseRequest) -> web.StreamResponse:
            await answered.wait()
            return await handler(request)

        async with (
            backend(says({"a": 1})) as legacy,
            backend(waits) as new,
            router(legacy, new, SHADOW, shadow_seconds=seconds) as running,
        ):
            try:
                assert (await running.send("GET", f"/accounts/{LAST}")).body == b'{"a": 1}'
                # A router that waited for the other answer would have given it up by now.
                assert shadow_counts(running.counted()) == (0, 0, 0, 0)
            finally:
                answered.set()
        assert shadow_counts(running.counted()) == (0, 0, 1, 0)

    asyncio.run(story())


def test_a_new_service_that_is_not_there_is_a_shadow_that_failed() -> None:
    async def story() -> None:
        async with backend(says({"a": 1})) as legacy, router(legacy, CLOSED, SHADOW) as running:
            assert (await running.send("GET", f"/accounts/{LAST}")).status == 200
        assert shadow_counts(running.counted()) == (0, 0, 1, 0)

    asyncio.run(story())


def test_what_does_not_fit_into_the_queue_is_dropped_and_counted() -> None:
    more = 20

    async def story() -> None:
        async with (
            backend(says({"a": 1})) as legacy,
            backend(hangs) as new,
            router(legacy, new, SHADOW, shadow_seconds=0.1) as running,
        ):
            requests = (running.send("GET", f"/accounts/{LAST}") for _ in range(WORKERS + WAITING + more))
            assert {each.status for each in await asyncio.gather(*requests)} == {200}
        compared, _, failed, dropped = shadow_counts(running.counted())
        assert (compared, failed + dropped) == (0, WORKERS + WAITING + more)
        assert dropped >= more

    asyncio.run(story())
