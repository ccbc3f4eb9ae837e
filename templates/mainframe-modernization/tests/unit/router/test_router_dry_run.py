"""What is sent to both sides, and what never is."""

import asyncio

import pytest

from router.routes import Route
from tests.support.router_backend import Backend, Seen, backend, says
from tests.support.router_running import FIRST, LAST, router, shadow_counts

SHADOW = {"inquiry": Route(shadow=True), "posting": Route(shadow=True)}


def test_a_posting_is_carried_out_once_and_tried_dry_beside_it() -> None:
    async def story() -> None:
        async with backend(says({"n": 1}, status=201)) as legacy, backend(says({"n": 1}, status=201)) as new:
            async with router(legacy, new, SHADOW) as running:
                await running.send("POST", f"/accounts/{LAST}/postings?x=1", body=b'{"amount": 5}')
            assert shadow_counts(running.counted(), "posting") == (1, 0, 0, 0)
        assert [_told(each) for each in legacy.seen] == [("POST", f"/accounts/{LAST}/postings?x=1", b'{"amount": 5}')]
        assert [_told(each) for each in new.seen] == [
            ("POST", f"/accounts/{LAST}/postings/dry-run?x=1", b'{"amount": 5}')
        ]

    asyncio.run(story())


@pytest.mark.parametrize(("account", "weight", "status"), [(FIRST, 50, 200), (LAST, 50, 503)])
def test_nothing_is_compared_where_there_is_no_legacy_answer_to_compare_with(
    account: str, weight: int, status: int
) -> None:
    routes = {"inquiry": Route(weight=weight, shadow=True)}

    async def story() -> None:
        async with (
            backend(says({}, status=503)) as legacy,
            backend(says({})) as new,
            router(legacy, new, routes) as running,
        ):
            assert (await running.send("GET", f"/accounts/{account}")).status == status
        assert shadow_counts(running.counted()) == (0, 0, 0, 0)
        assert _both(legacy, new) == ((0, 1) if account == FIRST else (1, 1))

    asyncio.run(story())


def _told(seen: Seen) -> tuple[str, str, bytes]:
    return seen.method, seen.target, seen.body


def _both(legacy: Backend, new: Backend) -> tuple[int, int]:
    return len(legacy.seen), len(new.seen)
