"""What becomes of a request: it finds its operation, its side and its answer."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from aiohttp import web

from router.assignment import Side, side
from router.exchange import Answer, Ask, Shadow, TargetError
from router.headers import SHADOW, decoded, pseudonym, to_target
from router.logs import logger
from router.matching import Match, dry_run_target, find, key_of
from router.metrics import OTHER, Count, Metrics
from router.operation import Operation
from router.routes import Route
from router.shadow import Shadows
from router.target import Target
from router.weights import Weights

# Of a request that belongs to no operation.
OTHER_SECONDS = 30.0
_LONGEST_ID = 100
_FAILED = {Side.LEGACY: Count.LEGACY_FAILED, Side.NEW: Count.NEW_FAILED}


@dataclass(frozen=True, kw_only=True)
class Forwarded:
    """What a request became. operation: None for one of no operation. result: the answer, or why there is none."""

    operation: Operation | None
    side: Side
    result: Answer | TargetError
    request_id: str
    shadowed: bool

    @property
    def name(self) -> str:
        """Of the operation, for metrics and logs."""
        return self.operation.name if self.operation else OTHER


class Forwarder:
    """Sends each request to its side, and beside it to the shadow where the route says so."""

    def __init__(
        self,
        operations: Sequence[Operation],
        weights: Weights,
        *,
        legacy: Target,
        new: Target,
        shadows: Shadows,
        metrics: Metrics,
    ) -> None:
        self._operations = operations
        self._weights = weights
        self._targets = {Side.LEGACY: legacy, Side.NEW: new}
        self._shadows = shadows
        self._metrics = metrics
        self.pseudonym = pseudonym(legacy.url, new.url)

    def match(self, request: web.BaseRequest) -> Match | None:
        """None: of no operation. Raises PathError."""
        return find(self._operations, request.method, request.raw_path.partition("?")[0])

    async def forward(self, request: web.BaseRequest, body: bytes, match: Match | None) -> Forwarded:
        """Sends it once, and waits for the answer of its side."""
        operation = match.operation if match else None
        route = self._weights.routes.get(operation.name, Route()) if operation else Route()
        key = key_of(match, request.headers, body) if match else None
        where = side(key, route.weight)
        name = operation.name if operation else OTHER
        self._metrics.add(name, Count.REQUESTS)
        if where is Side.NEW:
            self._metrics.add(name, Count.TO_NEW)
        if operation and key is None:
            self._metrics.add(name, Count.WITHOUT_KEY)
        # The accounts of the new service are no longer kept up to date on the legacy side: nothing to compare there.
        shadowed = route.shadow and where is Side.LEGACY
        ask = Ask(
            method=request.method,
            target=request.raw_path,
            headers=to_target(
                decoded(request.raw_headers), router=self.pseudonym, peer_scheme=request.scheme, compared=shadowed
            ),
            body=body,
            # Nobody knows what a request of no operation does.
            changes_data=operation.changes_data if operation else True,
        )
        request_id = request.headers.get("X-Amzn-Trace-Id", "")[:_LONGEST_ID] or str(uuid4())
        pending = self._shadow(match, ask, request_id) if match and shadowed else None
        answer: Answer | None = None
        try:
            seconds = operation.timeout_seconds if operation else OTHER_SECONDS
            answer = await self._targets[where].send(ask, seconds=seconds)
            result: Answer | TargetError = answer
        except TargetError as error:
            self._metrics.add(name, _FAILED[where])
            cause = type(error.__cause__).__name__
            logger.error("No answer", operation=name, request_id=request_id, reason=str(error), cause=cause)
            result = error
        finally:
            if pending is not None and not pending.done():
                pending.set_result(answer)
        return Forwarded(operation=operation, side=where, result=result, request_id=request_id, shadowed=shadowed)

    def _shadow(self, match: Match, ask: Ask, request_id: str) -> asyncio.Future[Answer | None]:
        """Sent at the same time, since a dry run after the posting could already see it."""
        pending: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()
        query = ask.target.partition("?")[2]
        target = dry_run_target(match, query) if match.operation.dry_run_path else ask.target
        sent = Ask(
            method=ask.method,
            target=target,
            headers=(*ask.headers, (SHADOW, "true")),
            body=ask.body,
            changes_data=ask.changes_data,
        )
        shadow = Shadow(operation=match.operation, ask=sent, legacy=pending, request_id=request_id)
        self._shadows.offer(shadow)
        return pending
