"""How much a caller may send: a larger body is refused before it is kept in memory."""

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Requests take some kilobytes at most.
MAX_BODY_BYTES = 1024 * 1024


class BodyLimit:
    """ASGI middleware. Whoever reads a body that is too large gets an HTTPException, which the service answers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = int(Headers(scope=scope).get("content-length", "0"))
        received = 0

        async def limited() -> Message:
            nonlocal received
            _check(announced)
            message = await receive()
            received += len(message.get("body", b""))
            _check(received)
            return message

        await self._app(scope, limited, send)


def _check(size: int) -> None:
    if size > MAX_BODY_BYTES:
        raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is larger than 1 MiB")
