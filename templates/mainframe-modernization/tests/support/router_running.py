"""The router between two backends, in the event loop of a test."""

import asyncio
import io
import json
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import ClientSession, web
from yarl import URL

from router.app import Entrance
from router.assignment import place
from router.exchange import Answer
from router.forwarding import Forwarder
from router.metrics import Metrics
from router.operation import Operation
from router.routes import Route, Routes
from router.shadow import LONGEST_ANSWER, Shadows
from router.target import Target
from router.weights import Weights
from tests.support.router_backend import Backend
from tests.support.router_table import OPERATIONS

# An account of each end of the order in which accounts move.
FIRST = next(each for each in map(str, range(1000)) if place(each) == 0)
LAST = next(each for each in map(str, range(1000)) if place(each) == 99)


@dataclass
class Running:
    """A router that serves. weights: its routes may be replaced at any time."""

    url: str
    client: ClientSession
    metrics: Metrics
    weights: Weights
    out: io.StringIO

    async def send(
        self, method: str, target: str, *, headers: Sequence[tuple[str, str]] = (), body: bytes | None = None
    ) -> Answer:
        """One request, with no header but these and what HTTP needs."""
        async with self.client.request(
            method, URL(self.url + target, encoded=True), headers=headers, data=body, allow_redirects=False
        ) as response:
            fields = tuple(response.headers.items())
            return Answer(status=response.status, headers=fields, body=await response.read())

    def counted(self) -> Counter[str]:
        """All counts since the start, as "inquiry Compared"; call it after the context, when nothing is under way."""
        self.metrics.flush(self.weights.routes)
        total: Counter[str] = Counter()
        for line in map(json.loads, self.out.getvalue().splitlines()):
            for metric in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]:
                if metric["Unit"] == "Count":
                    total[f"{line.get('Operation', 'all')} {metric['Name']}"] += line[metric["Name"]]
        return total


@asynccontextmanager
async def router(
    legacy: Backend | str | None,
    new: Backend | str,
    routes: Routes | None = None,
    *,
    operations: Sequence[Operation] = OPERATIONS,
    seconds: float = 5.0,
    shadow_seconds: float = 5.0,
    **sizes: Any,
) -> AsyncIterator[Running]:
    """Without routes all accounts are on the legacy side. legacy: None where there is no such system. seconds: of every
    operation. sizes: body_limit, answer_limit, and tls for the legacy side."""
    table = [replace(each, timeout_seconds=seconds) for each in operations]
    out = io.StringIO()
    metrics = Metrics(out, namespace="router", environment="test", operations=[each.name for each in table])
    weights = Weights(None, table, {each.name: Route() for each in table} | dict(routes or {}), metrics)
    old_url, new_url = ("" if each is None else each if isinstance(each, str) else each.url for each in (legacy, new))
    limit = sizes.get("answer_limit", 2 * LONGEST_ANSWER)
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        old = None
        if old_url:
            old = await enter(Target("legacy", old_url, connections=20, limit_bytes=limit, tls=sizes.get("tls")))
        fresh = await enter(Target("new", new_url, connections=20, limit_bytes=limit))
        compared = await enter(Target("new", new_url, connections=8, limit_bytes=LONGEST_ANSWER))
        shadows = await enter(Shadows(compared, metrics, seconds=shadow_seconds, drain_seconds=4.0))
        forwarder = Forwarder(table, weights, legacy=old, new=fresh, shadows=shadows, metrics=metrics)
        other = sizes.get("other", legacy is not None)
        entrance = Entrance(forwarder, metrics, version="test", other=other, ready=lambda: True)
        runner = entrance.runner(body_limit=sizes.get("body_limit", 1000), finish_seconds=5)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        client = await enter(ClientSession(auto_decompress=False, skip_auto_headers=("User-Agent", "Accept-Encoding")))
        yield Running(f"http://127.0.0.1:{runner.addresses[0][1]}", client, metrics, weights, out)


def shadow_counts(counted: Mapping[str, int], operation: str = "inquiry") -> tuple[int, ...]:
    """Compared, mismatches, failed and dropped."""
    names = ("Compared", "Mismatches", "ShadowFailed", "ShadowDropped")
    return tuple(counted[f"{operation} {name}"] for name in names)


def closed_port() -> str:
    """The address of a server that is not there."""

    async def once() -> str:
        server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        server.close()
        return f"http://127.0.0.1:{port}"

    return asyncio.run(once())
