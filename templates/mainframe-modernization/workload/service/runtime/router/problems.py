"""Answers of the router itself: problem documents. Source: RFC 9457."""

import json
from http import HTTPStatus

from aiohttp import web

from router.assignment import Side
from router.exchange import TargetError

_UNKNOWN = "Whether it was carried out is not known: find out before you send it again."
_NOT_SENT = "It was not sent, and may be sent again."
_SYSTEMS = {Side.LEGACY: "The legacy system", Side.NEW: "The new service"}


def problem(status: HTTPStatus, detail: str) -> web.Response:
    """A problem document with this sentence for the caller."""
    document = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail}
    return web.Response(
        status=status.value, body=json.dumps(document).encode(), content_type="application/problem+json"
    )


def unanswered(error: TargetError, side: Side, *, changes_data: bool) -> web.Response:
    """502 or 504, and for a request that changes data whether it may have been carried out."""
    detail = f"{_SYSTEMS[side]} did not answer."
    if changes_data:
        detail += f" {_NOT_SENT if error.carried_out == 'no' else _UNKNOWN}"
    return problem(error.status, detail)
