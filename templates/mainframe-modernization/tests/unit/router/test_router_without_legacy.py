"""A router without a legacy system: everything goes to the new service, and nothing asks for more."""

import asyncio
import json
from dataclasses import replace

import pytest
from aiohttp import ClientSession

from router.operation import Key, Source
from router.routes import Route, RoutesError, read_routes
from tests.support.router_backend import backend, breaks_off, says
from tests.support.router_process import VARIABLES, free_port, process, ready
from tests.support.router_running import LAST, closed_port, router
from tests.support.router_store import Store
from tests.support.router_table import OPERATIONS


def test_every_operation_goes_to_the_new_service_whatever_the_weights_say() -> None:
    async def story() -> None:
        async with backend(says({"a": "new"})) as new, router(None, new, {"inquiry": Route()}) as running:
            for method, path in (("GET", f"/accounts/{LAST}"), ("POST", f"/accounts/{LAST}/postings")):
                answer = await running.send(method, path)
                assert (answer.status, dict(answer.headers)["X-Router-Side"]) == (200, "new")
        assert running.counted()["inquiry RequestsToNew"] == running.counted()["posting RequestsToNew"] == 1

    asyncio.run(story())


def test_a_request_without_a_key_goes_to_the_new_service_too() -> None:
    async def story() -> None:
        by_header = [replace(OPERATIONS[0], key=Key(source=Source.HEADER, name="X-Account"))]
        async with backend(says({"a": "new"})) as new, router(None, new, operations=by_header) as running:
            answer = await running.send("GET", "/accounts/7")
            assert (answer.status, len(new.seen)) == (200, 1)
        # Nobody has to know which side it belongs to.
        assert running.counted()["inquiry RequestsWithoutKey"] == 0

    asyncio.run(story())


def test_what_belongs_to_no_operation_is_404() -> None:
    async def story() -> None:
        async with backend(says({"a": "new"})) as new, router(None, new) as running:
            answer = await running.send("GET", "/statements/7")
            assert answer.status == 404
            assert json.loads(answer.body)["detail"] == "There is no operation with this method and path."
            assert new.seen == []

    asyncio.run(story())


@pytest.mark.parametrize("document", ['{"inquiry": {"weight": 99}}', '{"inquiry": {"shadow": true}}'])
def test_a_lower_weight_and_a_shadow_are_refused_with_one_sentence(document: str) -> None:
    with pytest.raises(RoutesError) as refused:
        read_routes(document, OPERATIONS, {}, legacy=False)
    said = str(refused.value)
    assert "but there is no legacy system" in said and ", for example " in said
    assert said.endswith(".") and "\n" not in said


def test_what_a_document_leaves_out_is_at_the_new_service() -> None:
    everything = Route(weight=100)
    for document in ("{}", '{"inquiry": {"weight": 100}}', '{"inquiry": {"shadow": false}}'):
        assert read_routes(document, OPERATIONS, {}, legacy=False) == {"inquiry": everything, "posting": everything}


def test_a_parameter_with_a_lower_weight_is_counted_and_changes_nothing(store: Store) -> None:
    fresh = store.fresh(legacy=False)
    store.write({"inquiry": {"weight": 50}})
    assert store.looked(fresh) == (100, 1)
    store.write({"inquiry": {"weight": 100}})
    assert store.looked(fresh) == (100, 1)


def test_the_new_service_is_asked_through_the_router_for_its_health_and_whether_it_is_ready() -> None:
    async def story() -> None:
        async with backend(says({"a": "old"})) as legacy, backend(says({"status": "ok"})) as new:
            for old in (None, legacy):
                new.seen.clear()
                async with router(old, new) as running:
                    for path in ("/health", "/ready"):
                        answer = await running.send("GET", f"/new{path}?probe=1")
                        assert (answer.status, json.loads(answer.body)) == (200, {"status": "ok"})
                        assert dict(answer.headers)["X-Router-Side"] == "new"
                assert [each.target for each in new.seen] == ["/health", "/ready"]
            assert legacy.seen == []

    asyncio.run(story())


def test_a_new_service_that_is_not_ready_says_so_through_the_router() -> None:
    async def story() -> None:
        async with backend(says({"status": 503}, status=503)) as new, router(None, new) as running:
            assert (await running.send("GET", "/new/ready")).status == 503
            new.handler = breaks_off
            answer = await running.send("GET", "/new/health")
            assert (answer.status, json.loads(answer.body)["detail"]) == (502, "The new service did not answer.")
        counted = running.counted()
        # Of all operations together: what the health alarm of the router looks at.
        assert (counted["OTHER NewFailed"], counted["all NewFailed"], counted["all Requests"]) == (1, 1, 2)
        assert counted["all RouterFailed"] == 0

    asyncio.run(story())


def test_only_get_asks_for_the_health_of_the_new_service() -> None:
    async def story() -> None:
        async with backend(says(1)) as legacy, backend(says(2)) as new, router(legacy, new) as running:
            await running.send("POST", "/new/health")
            assert ([each.target for each in legacy.seen], new.seen) == (["/new/health"], [])

    asyncio.run(story())


def test_the_process_starts_without_a_legacy_system() -> None:
    async def story() -> None:
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        async with (
            backend(says({"status": "ok", "version": "7"})) as new,
            ClientSession() as client,
            # Its weights are all 100, so it does not wait for a store that does not answer.
            process(
                **VARIABLES,
                NEW_URL=new.url,
                INITIAL_WEIGHTS="{}",
                PORT=str(port),
                WEIGHTS_PARAMETER="/accounts/dev/router/weights",
                AWS_REGION="eu-central-1",
                AWS_ENDPOINT_URL_SSM="http://127.0.0.1:1",
                AWS_ACCESS_KEY_ID="testing",
                AWS_SECRET_ACCESS_KEY="testing",  # pragma: allowlist secret
            ) as running,
        ):
            await ready(client, url)
            for path, status in (("/new/health", 200), (f"/accounts/{LAST}", 200), ("/elsewhere", 404)):
                async with client.get(f"{url}{path}") as answer:
                    assert answer.status == status
            running.terminate()
            await running.communicate()
            assert running.returncode == 0

    asyncio.run(story())


def test_a_closed_new_service_is_a_502_and_not_a_404() -> None:
    async def story() -> None:
        async with router(None, closed) as running:
            assert (await running.send("GET", f"/accounts/{LAST}")).status == 502

    closed = closed_port()
    asyncio.run(story())
