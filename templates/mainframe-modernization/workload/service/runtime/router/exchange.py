"""A request to a target, and what can become of it there."""

import asyncio
from dataclasses import dataclass
from http import HTTPStatus

from router.headers import Fields, first
from router.operation import Operation


class TargetError(Exception):
    """No answer. status: of the answer to the caller. carried_out: "no" where the request was never sent."""

    def __init__(self, sentence: str, *, status: HTTPStatus, carried_out: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.carried_out = carried_out


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A request. target: path and query as on the wire. changes_data: it must never be sent a second time."""

    method: str
    target: str
    headers: Fields
    body: bytes
    changes_data: bool


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A complete answer, its body as it came, perhaps compressed."""

    status: int
    headers: Fields
    body: bytes

    @property
    def content_type(self) -> str:
        """Lower case, without its parameters; empty without one."""
        return first(self.headers, "content-type").partition(";")[0].strip().lower()


@dataclass(frozen=True, kw_only=True)
class Shadow:
    """A request as the new service gets it. legacy: becomes the answer of the other side, or None without one.

    request_id: finds the request in the logs of both sides.
    """

    operation: Operation
    ask: Ask
    legacy: asyncio.Future[Answer | None]
    request_id: str
