"""The HTTP server of the router: every request but those for its own health goes through `forwarding.py`."""

import time
from collections.abc import Callable
from http import HTTPStatus

from aiohttp import web
from aiohttp.http import SERVER_SOFTWARE

from router.exchange import Answer
from router.forwarded import Forwarded
from router.forwarding import Forwarder
from router.headers import SIDE, first, is_loop, to_caller
from router.logs import logger
from router.matching import PathError
from router.metrics import OTHER, Count, Metrics
from router.problems import problem, unanswered

# Longer than the load balancer keeps an idle connection (60 seconds): otherwise it sends a request into one that is
# being closed here, and answers its caller 502.
KEEP_ALIVE_SECONDS = 75.0
# Smoke tests and synthetic traffic ask the new service through the router, without an account and at any weight.
OF_NEW = {"/new/health": "/health", "/new/ready": "/ready"}
_UNTYPED = web.ResponseKey("untyped", bool)
_BODILESS = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)


class Entrance:
    """Reads requests and writes answers. ready: whether this task should get requests. other: whether those of no
    operation go to the legacy system."""

    def __init__(
        self, forwarder: Forwarder, metrics: Metrics, *, version: str, other: bool, ready: Callable[[], bool]
    ) -> None:
        self._forwarder = forwarder
        self._metrics = metrics
        self._version = version
        self._other = other
        self._ready = ready

    def runner(self, *, body_limit: int, finish_seconds: float) -> web.AppRunner:
        """body_limit: of a request, in bytes. finish_seconds: for the requests in flight at the end."""
        app = web.Application(client_max_size=body_limit)
        app.router.add_get("/health", self._health, allow_head=False)
        app.router.add_get("/ready", self._readiness, allow_head=False)
        app.router.add_route("*", "/{path:.*}", self._handle)
        app.on_response_prepare.append(_as_the_target_said)
        return web.AppRunner(
            app,
            access_log=None,
            # A compressed body travels on as it is, with the header that says so.
            auto_decompress=False,
            keepalive_timeout=KEEP_ALIVE_SECONDS,
            shutdown_timeout=finish_seconds,
        )

    async def _health(self, _: web.Request) -> web.Response:
        return web.json_response({"status": "ok", "version": self._version})

    async def _readiness(self, _: web.Request) -> web.Response:
        # Not whether a side answers: then all tasks would leave the load balancer at once.
        if self._ready():
            return web.json_response({"status": "ready"})
        return problem(HTTPStatus.SERVICE_UNAVAILABLE, "The router is stopping.")

    async def _handle(self, request: web.Request) -> web.Response:
        try:
            return await self._forwarded(request)
        except PathError as error:
            return self._refused(HTTPStatus.BAD_REQUEST, str(error))
        except web.HTTPRequestEntityTooLarge:
            return self._refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is larger than the router takes.")
        except ConnectionResetError:
            return self._refused(HTTPStatus.BAD_REQUEST, "The caller hung up before the end of the body.")
        except Exception:
            logger.exception("Unexpected error")
            self._metrics.add(OTHER, Count.ROUTER_FAILED)
            return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "The router failed.")

    async def _forwarded(self, request: web.Request) -> web.Response:
        began = time.perf_counter()
        of_new = OF_NEW.get(request.path) if request.method == "GET" else None
        match = None if of_new else self._forwarder.match(request)
        if match is None and of_new is None and not self._other:
            return self._refused(HTTPStatus.NOT_FOUND, "There is no operation with this method and path.")
        if is_loop(request.headers.items(), self._forwarder.pseudonym):
            detail = "The router got its own request: the host name of a side leads back to it."
            return self._refused(HTTPStatus.LOOP_DETECTED, detail)
        if of_new:
            forwarded = await self._forwarder.ask_new(request, of_new)
        else:
            forwarded = await self._forwarder.forward(request, await request.read(), match)
        response = _response(forwarded, request.method)
        milliseconds = (time.perf_counter() - began) * 1000
        self._metrics.took(forwarded.name, forwarded.side, milliseconds)
        logger.info(
            "Request answered",
            operation=forwarded.name,
            side=forwarded.side.value,
            shadowed=forwarded.shadowed,
            status=response.status,
            milliseconds=round(milliseconds, 1),
            request_id=forwarded.request_id,
        )
        return response

    def _refused(self, status: HTTPStatus, detail: str) -> web.Response:
        self._metrics.add(OTHER, Count.REFUSED)
        logger.info("Request refused", status=status.value, reason=detail)
        return problem(status, detail)


def _response(forwarded: Forwarded, method: str) -> web.Response:
    result = forwarded.result
    if isinstance(result, Answer):
        response = web.Response(status=result.status, body=None if result.status in _BODILESS else result.body)
        response[_UNTYPED] = not first(result.headers, "content-type")
        for name, value in to_caller(result.headers):
            response.headers.add(name, value)
        if method == "HEAD":
            response.headers["Content-Length"] = first(result.headers, "content-length") or "0"
    else:
        response = unanswered(result, forwarded.side, changes_data=forwarded.changes_data)
    response.headers[SIDE] = forwarded.side.value
    return response


async def _as_the_target_said(_: web.Request, response: web.StreamResponse) -> None:
    """Take away what aiohttp adds to an answer that came without it."""
    if response.headers.get("Server") == SERVER_SOFTWARE:
        del response.headers["Server"]
    if response.get(_UNTYPED):
        response.headers.popall("Content-Type", None)
