"""What callers get when a side fails, and that nothing is carried out twice."""

import asyncio
import json

import pytest
from aiohttp import web

from router.exchange import Answer
from router.headers import first, pseudonym
from router.operation import Key, Operation, Source
from router.routes import Route
from tests.support.router_backend import Handler, backend, breaks_off, hangs, says
from tests.support.router_running import FIRST, LAST, closed_port, router

CLOSED = closed_port()


async def sends_half(request: web.BaseRequest) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "100"})
    await response.prepare(request)
    await response.write(b"half")
    assert request.transport is not None
    request.transport.close()
    return response


async def is_huge(_: web.BaseRequest) -> web.StreamResponse:
    return web.Response(body=b"x" * 5000)


def problem(answer: Answer) -> str:
    assert first(answer.headers, "Content-Type") == "application/problem+json"
    document = json.loads(answer.body)
    assert document["status"] == answer.status
    return str(document["detail"])


@pytest.mark.parametrize(("handler", "status"), [(hangs, 504), (breaks_off, 502), (sends_half, 502), (is_huge, 502)])
def test_a_legacy_system_that_fails_is_answered_with_a_problem(handler: Handler, status: int) -> None:
    async def story() -> None:
        async with (
            backend(handler) as legacy,
            backend(says("new")) as new,
            router(legacy, new, seconds=0.3, answer_limit=1000) as running,
        ):
            answer = await running.send("GET", f"/accounts/{LAST}")
            assert (answer.status, problem(answer)) == (status, "The legacy system did not answer.")
            posted = await running.send("POST", f"/accounts/{LAST}/postings", body=b"{}")
            assert posted.status == status
            assert problem(posted).endswith(
                "Whether it was carried out is not known: find out before you send it again."
            )
            assert (await running.send("GET", "/ready")).status == 200
        counted = running.counted()
        assert (counted["inquiry LegacyFailed"], counted["posting LegacyFailed"]) == (1, 1)
        assert new.seen == []

    asyncio.run(story())


def test_a_dead_side_fails_its_accounts_and_no_others() -> None:
    async def story() -> None:
        routes = {"inquiry": Route(weight=50), "posting": Route(weight=50)}
        async with backend(says("old")) as legacy, router(legacy, CLOSED, routes) as running:
            answer = await running.send("POST", f"/accounts/{FIRST}/postings")
            assert answer.status == 502
            assert problem(answer) == "The new service did not answer. It was not sent, and may be sent again."
            assert CLOSED not in answer.body.decode()
            assert (await running.send("GET", f"/accounts/{LAST}")).body == b'"old"'
        counted = running.counted()
        assert (counted["posting NewFailed"], counted["posting LegacyFailed"], counted["inquiry NewFailed"]) == (
            1,
            0,
            0,
        )

    asyncio.run(story())


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "GET"])
def test_a_request_that_changes_data_is_never_sent_twice(method: str) -> None:
    # aiohttp itself repeats PUT, DELETE and GET once when a connection breaks.
    key = Key(source=Source.PATH, name="account")
    changes = Operation(name="change", method=method, path="/accounts/{account}/limit", key=key, changes_data=True)

    async def story() -> None:
        async with (
            backend(says("old")) as legacy,
            backend(says("new")) as new,
            router(legacy, new, operations=[changes]) as running,
        ):
            await running.send(method, f"/accounts/{LAST}/limit")
            legacy.handler = breaks_off
            assert (await running.send(method, f"/accounts/{LAST}/limit")).status == 502
        assert len(legacy.seen) == 2

    asyncio.run(story())


def test_an_inquiry_on_a_connection_that_breaks_is_sent_once_more() -> None:
    async def story() -> None:
        async with backend(says("old")) as legacy, backend(says("new")) as new, router(legacy, new) as running:

            async def breaks_once(request: web.BaseRequest) -> web.StreamResponse:
                legacy.handler = says("old")
                return await breaks_off(request)

            legacy.handler = breaks_once
            assert (await running.send("GET", f"/accounts/{LAST}")).body == b'"old"'
        assert (len(legacy.seen), running.counted()["inquiry LegacyFailed"]) == (2, 0)

    asyncio.run(story())


def test_a_body_above_the_limit_is_refused_and_sent_to_nobody() -> None:
    async def story() -> None:
        async with backend(says(1)) as legacy, backend(says(2)) as new, router(legacy, new, body_limit=100) as running:
            assert (await running.send("POST", f"/accounts/{LAST}/postings", body=b"x" * 100)).status == 200
            answer = await running.send("POST", f"/accounts/{LAST}/postings", body=b"x" * 101)
            assert (answer.status, problem(answer)) == (413, "The body is larger than the router takes.")
        assert len(legacy.seen) == 1

    asyncio.run(story())


@pytest.mark.parametrize("path", ["/accounts/../admin", "/accounts/%2e%2E/postings", "/./health"])
def test_a_path_that_two_servers_may_read_differently_is_refused(path: str) -> None:
    async def story() -> None:
        async with backend(says(1)) as legacy, backend(says(2)) as new, router(legacy, new) as running:
            reader, writer = await asyncio.open_connection("127.0.0.1", int(running.url.rpartition(":")[2]))
            writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            assert (await reader.read()).startswith(b"HTTP/1.1 400 ")
            writer.close()
        assert legacy.seen == []

    asyncio.run(story())


def test_a_legacy_host_name_that_leads_back_to_the_router_is_found() -> None:
    async def story() -> None:
        async with backend(says(1)) as legacy, backend(says(2)) as new, router(legacy, new) as running:
            for sides, status in (((legacy.url, new.url), 508), ((new.url, legacy.url), 200)):
                via = ("Via", f"1.1 edge, 1.1 {pseudonym(*sides)}")
                answer = await running.send("GET", f"/accounts/{LAST}", headers=[via])
                assert answer.status == status
                assert status == 200 or problem(answer).startswith("The router got its own request")
        assert len(legacy.seen) == 1

    asyncio.run(story())
