"""Answers of a service that are wrong in one way: (route, reply) -> reply. A route is `GET /health`."""

from collections.abc import Callable
from typing import Any

# HTTP status and body; status 0: the task hangs up without a word.
Reply = tuple[int, Any]
Change = Callable[[str, Reply], Reply]


def on(route: str, change: Callable[[Reply], Reply]) -> Change:
    """Change the answers to one route."""
    return lambda asked, reply: change(reply) if asked == route else reply


def fields(**changes: Any) -> Callable[[Reply], Reply]:
    """The same status, and the body with other fields."""
    return lambda reply: (reply[0], {**reply[1], **changes})


def instead(status: int, body: Any = None) -> Callable[[Reply], Reply]:
    """Another status, and another body if given."""
    return lambda reply: (status, reply[1] if body is None else body)
