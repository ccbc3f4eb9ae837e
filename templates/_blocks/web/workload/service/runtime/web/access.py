"""What happens around every request: its id in all log lines, one line about its answer, 500 for what nobody caught."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import uuid4

from opentelemetry import trace
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from web.observability import logger

MAX_ID = 100


class AccessLog:
    """ASGI middleware, the outermost one of the service. Logs no path and no header: they may tell who asked.

    unexpected: makes the answer for an error of ours.
    """

    def __init__(self, app: ASGIApp, unexpected: Callable[[], Response]) -> None:
        self._app, self._unexpected = app, unexpected

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 0
        began = ended = time.perf_counter()

        async def watched(message: Message) -> None:
            nonlocal status, ended
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)
            ended = time.perf_counter()

        with bound_contextvars(**_ids(scope)):
            try:
                await self._app(scope, receive, watched)
            except Exception as error:
                logger.exception("Unexpected error")
                trace.get_current_span().record_exception(error)
                if status:  # half of an answer is out: the connection is closed, so that the caller notices
                    raise
                await self._unexpected()(scope, receive, watched)
            finally:
                logger.info(
                    "Request answered" if status else "Request abandoned",
                    method=scope["method"],
                    route=getattr(scope.get("route"), "path", None),
                    status=status or None,
                    milliseconds=round((ended - began) * 1000, 1),
                )


def _ids(scope: Scope) -> dict[str, Any]:
    """The id of the load balancer, which is in its access log too, or one of our own; and that of the trace."""
    ids: dict[str, Any] = {"request_id": str(uuid4())}
    for name, value in scope["headers"]:
        if name == b"x-amzn-trace-id":
            with suppress(UnicodeDecodeError):
                ids["request_id"] = value.decode("ascii")[:MAX_ID]
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        ids["trace_id"] = trace.format_trace_id(context.trace_id)
    return ids
