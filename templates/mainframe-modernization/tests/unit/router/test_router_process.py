"""The process as ECS runs it: it serves, logs JSON, and ends on SIGTERM when its requests are answered."""

import asyncio
import json
from typing import Any

import pytest
from aiohttp import ClientConnectorError, ClientSession, web

from tests.support.router_backend import Handler, backend, says
from tests.support.router_process import VARIABLES, free_port, process, ready
from tests.support.router_running import FIRST, LAST


async def story() -> list[dict[str, Any]]:
    """Two accounts and a slow request that is under way at SIGTERM. Returns the log."""
    arrived = asyncio.Event()

    async def is_slow(_: web.BaseRequest) -> web.StreamResponse:
        arrived.set()
        await asyncio.sleep(0.5)
        return web.Response(body=b"late")

    port = free_port()
    url = f"http://127.0.0.1:{port}"
    async with backend(says({"a": "old"})) as legacy, backend(says({"a": "new"})) as new, ClientSession() as client:
        initial = json.dumps({"inquiry": {"weight": 50, "shadow": True}})
        async with process(
            **VARIABLES,
            LEGACY_URL=legacy.url,
            NEW_URL=new.url,
            INITIAL_WEIGHTS=initial,
            PORT=str(port),
            VERSION="1.2.3",
        ) as running:
            await ready(client, url)
            async with client.get(f"{url}/health") as answer:
                assert await answer.json() == {"status": "ok", "version": "1.2.3"}
            for account, side in ((FIRST, "new"), (LAST, "legacy")):
                async with client.get(f"{url}/accounts/{account}") as answer:
                    assert answer.headers["X-Router-Side"] == side
                    assert "Server" not in answer.headers
            legacy.handler = is_slow
            late = asyncio.create_task(_body(client, f"{url}/accounts/{LAST}/postings"))
            await arrived.wait()
            running.terminate()
            assert await late == b"late"
            out, err = await running.communicate()
            assert (running.returncode, err) == (0, b"")
    return [json.loads(line) for line in out.decode().splitlines()]


async def _body(client: ClientSession, url: str) -> bytes:
    async with client.post(url) as answer:
        return await answer.read()


def test_requests_in_flight_are_answered_before_it_ends_and_everything_is_counted() -> None:
    lines = asyncio.run(story())
    total: dict[tuple[str, str], float] = {}
    for line in lines:
        assert "_aws" in line or {"timestamp", "level", "message", "service", "environment", "version"} <= line.keys()
        for metric in line["_aws"]["CloudWatchMetrics"][0]["Metrics"] if "_aws" in line else ():
            if metric["Unit"] == "Count":
                key = (line.get("Operation", ""), metric["Name"])
                total[key] = total.get(key, 0) + line[metric["Name"]]
    assert total["inquiry", "Requests"] == 2
    assert total["inquiry", "RequestsToNew"] == total["inquiry", "Compared"] == total["inquiry", "Mismatches"] == 1
    assert total["posting", "Requests"] == 1
    # An alarm needs the zeros too.
    assert total["posting", "Mismatches"] == total["OTHER", "Requests"] == total["", "WeightsRefused"] == 0
    weights = [line["Weight"] for line in lines if line.get("Operation") == "inquiry" and "Weight" in line]
    assert set(weights) == {50}
    times = [line for line in lines if "Duration" in line]
    assert {(line["Operation"], line["Side"], len(line["Duration"])) for line in times} == {
        ("inquiry", "new", 1),
        ("inquiry", "legacy", 1),
        ("posting", "legacy", 1),
    }


def stored(weight: int, version: int) -> Handler:
    value = json.dumps({"inquiry": {"weight": weight}})
    return says({"Parameter": {"Name": "/accounts/dev/router/weights", "Value": value, "Version": version}})


def of_store(url: str) -> dict[str, str]:
    """The variables of a router that follows a Parameter Store at `url`."""
    return {
        "WEIGHTS_PARAMETER": "/accounts/dev/router/weights",
        "WEIGHTS_SECONDS": "1",
        "AWS_REGION": "eu-central-1",
        "AWS_ENDPOINT_URL_SSM": url,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",  # pragma: allowlist secret
    }


def test_a_task_that_cannot_read_the_weights_yet_sends_no_account_back_to_the_legacy_system() -> None:
    async def story() -> None:
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        async with (
            backend(says("old")) as legacy,
            backend(says("new")) as new,
            backend(says({}, status=503)) as store,
            ClientSession() as client,
            process(
                **VARIABLES, **of_store(store.url), LEGACY_URL=legacy.url, NEW_URL=new.url, PORT=str(port)
            ) as running,
        ):
            # Each look asks twice, so this is the second or third look.
            async with asyncio.timeout(60):
                while len(store.seen) < 5:
                    await asyncio.sleep(0.1)
            with pytest.raises(ClientConnectorError):
                await _side(client, url, LAST)
            store.handler = stored(100, 7)
            await ready(client, url)
            assert await _side(client, url, LAST) == "new"
            running.terminate()
            await running.communicate()
            assert running.returncode == 0

    asyncio.run(story())


def test_a_task_that_waits_for_the_weights_ends_when_it_is_told_to() -> None:
    async def story() -> None:
        async with (
            backend(says({}, status=503)) as store,
            process(
                **VARIABLES,
                **of_store(store.url),
                LEGACY_URL="https://legacy.example.com",
                NEW_URL="http://127.0.0.1:1",
                PORT=str(free_port()),
            ) as running,
        ):
            async with asyncio.timeout(60):
                while len(store.seen) < 3:
                    await asyncio.sleep(0.1)
                running.terminate()
                out, _ = await running.communicate()
            assert (running.returncode, b"Router serves" in out) == (0, False)

    asyncio.run(story())


def test_weights_of_the_store_are_taken_without_a_restart() -> None:
    async def sides() -> None:
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        async with (
            backend(says("old")) as legacy,
            backend(says("new")) as new,
            backend(stored(50, 1)) as store,
            ClientSession() as client,
            process(**VARIABLES, **of_store(store.url), LEGACY_URL=legacy.url, NEW_URL=new.url, PORT=str(port)),
        ):
            await ready(client, url)
            # From the first request on, not after a look or two.
            assert [await _side(client, url, account) for account in (FIRST, LAST)] == ["new", "legacy"]
            store.handler = stored(100, 2)
            async with asyncio.timeout(20):
                while await _side(client, url, LAST) != "new":
                    await asyncio.sleep(0.1)

    asyncio.run(sides())


async def _side(client: ClientSession, url: str, account: str) -> str:
    async with client.get(f"{url}/accounts/{account}") as answer:
        return answer.headers["X-Router-Side"]


def test_wrong_variables_end_it_with_one_sentence_and_code_1() -> None:
    async def wrong() -> tuple[int | None, bytes, bytes]:
        async with process(LEGACY_URL="http://legacy.example.com") as running:
            out, err = await running.communicate()
            return running.returncode, out, err

    code, out, err = asyncio.run(wrong())
    assert (code, out) == (1, b"")
    assert err.startswith(b"Environment variables of the router have to be corrected in its task definition: ")
    assert err.count(b"\n") == 1
