"""Where requests go, and what is left of them on the way."""

import asyncio
import gzip
import json

import pytest
from aiohttp import web

from router.headers import first, pseudonym
from router.routes import Route
from tests.support.router_backend import backend, says
from tests.support.router_running import FIRST, LAST, router

TEN = {"inquiry": Route(weight=10), "posting": Route(weight=10)}


def test_each_account_is_answered_by_its_side_and_by_no_other() -> None:
    async def story() -> None:
        async with backend(says("old")) as legacy, backend(says("new")) as new, router(legacy, new, TEN) as running:
            for account, body, side in ((FIRST, b'"new"', "new"), (LAST, b'"old"', "legacy")):
                for method, path in (("GET", ""), ("POST", "/postings")):
                    answer = await running.send(method, f"/accounts/{account}{path}")
                    assert (answer.status, answer.body) == (200, body)
                    assert first(answer.headers, "X-Router-Side") == side
        assert {each.target.split("/")[2] for each in new.seen} == {FIRST}
        assert {each.target.split("/")[2] for each in legacy.seen} == {LAST}
        counted = running.counted()
        assert (counted["inquiry Requests"], counted["inquiry RequestsToNew"]) == (2, 1)

    asyncio.run(story())


def test_weights_hold_from_the_next_request_on() -> None:
    async def story() -> None:
        async with backend(says("old")) as legacy, backend(says("new")) as new, router(legacy, new) as running:
            for weight, expected in ((0, b'"old"'), (100, b'"new"'), (0, b'"old"')):
                running.weights.routes = {"inquiry": Route(weight=weight)}
                assert (await running.send("GET", f"/accounts/{LAST}")).body == expected

    asyncio.run(story())


def test_path_query_body_and_headers_arrive_as_they_were_sent() -> None:
    sent = [
        ("X-Forwarded-For", "192.0.2.7, 10.0.0.1"),
        ("X-Forwarded-Proto", "https"),
        ("Accept-Encoding", "gzip"),
        ("Via", "1.1 edge"),
    ]
    hop_by_hop = [("Connection", "X-Mine, close"), ("X-Mine", "1"), ("TE", "trailers"), ("Upgrade", "websocket")]
    forged = [("X-Shadow-Request", "true")]

    async def story() -> None:
        async with backend(says("old")) as legacy, backend(says("new")) as new, router(legacy, new) as running:
            target = "/accounts/a%2Fb%20c/postings?x=%41&x=2"
            await running.send("POST", target, headers=sent + hop_by_hop + forged, body=b'{"amount": 1.00}')
        (seen,) = legacy.seen
        assert (seen.method, seen.target, seen.body) == ("POST", target, b'{"amount": 1.00}')
        assert [seen.values(name) for name, _ in sent[:3]] == [[value] for _, value in sent[:3]]
        assert seen.values("Via") == [f"1.1 edge, 1.1 {pseudonym(legacy.url, new.url)}"]
        assert seen.values("Host") == [legacy.url.removeprefix("http://")]
        assert seen.values("X-Forwarded-Host") == [running.url.removeprefix("http://")]
        assert seen.values("Content-Length") == ["16"]
        for name in ("X-Mine", "TE", "Upgrade", "X-Shadow-Request"):
            assert not seen.values(name), name
        assert new.seen == []

    asyncio.run(story())


def test_a_compressed_body_arrives_as_it_was_sent() -> None:
    body = gzip.compress(b'{"amount": 1.00}')

    async def story() -> None:
        async with backend(says("old")) as legacy, backend(says("new")) as new, router(legacy, new) as running:
            await running.send("POST", f"/accounts/{LAST}/postings", headers=[("Content-Encoding", "gzip")], body=body)
        assert [(each.body, each.values("Content-Encoding")) for each in legacy.seen] == [(body, ["gzip"])]

    asyncio.run(story())


def test_an_answer_comes_back_as_it_was_given() -> None:
    body = gzip.compress(b'{"balance": 1.10}')

    async def gives(_: web.BaseRequest) -> web.StreamResponse:
        response = web.Response(status=303, body=body, headers={"Location": "/elsewhere", "Content-Encoding": "gzip"})
        response.headers.extend([("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("Keep-Alive", "timeout=5")])
        response.headers["Content-Type"] = "application/vnd.bank+json"
        return response

    async def story() -> None:
        async with (
            backend(gives) as legacy,
            backend(says("new")) as new,
            # By name: aiohttp keeps no cookie of an address anyway.
            router(legacy.url.replace("127.0.0.1", "localhost"), new) as running,
        ):
            answer = await running.send("GET", f"/accounts/{LAST}")
            assert (answer.status, answer.body) == (303, body)
            assert [value for name, value in answer.headers if name == "Set-Cookie"] == ["a=1", "b=2"]
            assert first(answer.headers, "Location") == "/elsewhere"
            assert [value for name, value in answer.headers if name == "Content-Type"] == ["application/vnd.bank+json"]
            assert first(answer.headers, "Keep-Alive") == ""
            # A cookie of one caller must not travel with the request of the next.
            await running.send("GET", f"/accounts/{LAST}")
        assert [each.values("Cookie") for each in legacy.seen] == [[], []]

    asyncio.run(story())


@pytest.mark.parametrize("status", [204, 304])
def test_an_answer_without_a_body_stays_without(status: int) -> None:
    async def bare(_: web.BaseRequest) -> web.StreamResponse:
        return web.Response(status=status, headers={"ETag": '"7"'})

    async def story() -> None:
        async with backend(bare) as legacy, backend(says("new")) as new, router(legacy, new) as running:
            answer = await running.send("GET", f"/accounts/{LAST}")
            assert (answer.status, answer.body, first(answer.headers, "ETag")) == (status, b"", '"7"')

    asyncio.run(story())


def test_a_head_request_of_no_operation_gets_the_length_of_the_legacy_answer() -> None:
    async def story() -> None:
        async with backend(says("x" * 98)) as legacy, backend(says("new")) as new, router(legacy, new) as running:
            answer = await running.send("HEAD", f"/accounts/{LAST}")
            assert (answer.status, answer.body, first(answer.headers, "Content-Length")) == (200, b"", "100")

    asyncio.run(story())


def test_requests_of_no_operation_go_to_the_legacy_system_or_are_refused() -> None:
    async def story() -> None:
        async with backend(says("old")) as legacy, backend(says("new")) as new:
            everything = {"inquiry": Route(weight=100), "posting": Route(weight=100)}
            async with router(legacy, new, everything) as running:
                assert (await running.send("GET", "/branches/7")).body == b'"old"'
                assert (await running.send("DELETE", f"/accounts/{FIRST}")).body == b'"old"'
            async with router(legacy, new, everything, other=False) as running:
                answer = await running.send("GET", "/branches/7")
                assert answer.status == 404
                assert json.loads(answer.body)["detail"].startswith("There is no operation")
        assert (len(legacy.seen), new.seen) == (2, [])

    asyncio.run(story())
