"""A system behind the router: a real HTTP server on the loopback interface that answers as a test says."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Seen:
    """A request as it arrived. target: path and query."""

    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes

    def values(self, name: str) -> list[str]:
        """Of a header, in any case."""
        return [value for each, value in self.headers if each.lower() == name.lower()]


@dataclass
class Backend:
    """What it has seen, and how it answers. handler: may be replaced at any time."""

    handler: Handler
    seen: list[Seen] = field(default_factory=list)
    url: str = ""

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Remember the request, then do as the handler says."""
        body = await request.read()
        self.seen.append(Seen(request.method, request.raw_path, list(request.headers.items()), body))
        return await self.handler(request)


def says(value: object, *, status: int = 200, headers: dict[str, str] | None = None) -> Handler:
    """Always this JSON."""

    async def handler(_: web.BaseRequest) -> web.StreamResponse:
        body = json.dumps(value).encode()
        return web.Response(status=status, body=body, content_type="application/json", headers=headers)

    return handler


async def breaks_off(request: web.BaseRequest) -> web.StreamResponse:
    """Reads the request, perhaps carries it out, and closes the connection without a word."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def hangs(request: web.BaseRequest) -> web.StreamResponse:
    """Answers when nobody waits any more."""
    while request.transport is not None and not request.transport.is_closing():
        await asyncio.sleep(0.02)
    return web.Response()


@asynccontextmanager
async def backend(handler: Handler, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[Backend]:
    """Answers until the context ends."""
    made = Backend(handler)
    runner = web.ServerRunner(web.Server(made.answer, auto_decompress=False), shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
    made.url = f"{'https' if tls else 'http'}://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield made
    finally:
        await runner.cleanup()
