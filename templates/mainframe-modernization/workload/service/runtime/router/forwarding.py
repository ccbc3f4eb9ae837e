"""What becomes of a request: it finds its operation, its side and its answer."""

import asyncio
from collections.abc import Sequence
from uuid import uuid4

from aiohttp import web

from router.assignment import Side, side
from router.exchange import Answer, Ask, Shadow, TargetError
from router.forwarded import Forwarded
from router.headers import SHADOW, decoded, pseudonym, to_target
from router.logs import logger
from router.matching import Match, dry_run_target, find, key_of
from router.metrics import OTHER, Count, Metrics
from router.operation import Operation
from router.routes import Route
from router.shadow import Shadows
from router.target import Target
from router.weights import Weights

# Of a request that belongs to no operation, and of one for the health of the new service.
OTHER_SECONDS, HEALTH_SECONDS = 30.0, 5.0
_LONGEST_ID = 100
_FAILED = {Side.LEGACY: Count.LEGACY_FAILED, Side.NEW: Count.NEW_FAILED}


class Forwarder:
    """Sends each request to its side, and beside it to the shadow where the route says so.

    legacy: None where there is no such system; then the new service is the only side.
    """

    def __init__(
        self,
        operations: Sequence[Operation],
        weights: Weights,
        *,
        legacy: Target | None,
        new: Target,
        shadows: Shadows,
        metrics: Metrics,
    ) -> None:
        self._operations = operations
        self._weights = weights
        self._legacy = legacy is not None
        self._targets = {Side.LEGACY: legacy or new, Side.NEW: new}
        self._shadows = shadows
        self._metrics = metrics
        self.pseudonym = pseudonym(*(each.url for each in (legacy, new) if each))

    def match(self, request: web.BaseRequest) -> Match | None:
        """None: of no operation. Raises PathError."""
        return find(self._operations, request.method, request.raw_path.partition("?")[0])

    async def forward(self, request: web.BaseRequest, body: bytes, match: Match | None) -> Forwarded:
        """Sends it once, and waits for the answer of its side."""
        operation = match.operation if match else None
        route = self._weights.routes.get(operation.name, Route()) if operation else Route()
        key = key_of(match, request.headers, body) if match else None
        where = side(key, route.weight) if self._legacy else Side.NEW
        name = operation.name if operation else OTHER
        self._metrics.add(name, Count.REQUESTS)
        if where is Side.NEW:
            self._metrics.add(name, Count.TO_NEW)
        # With one side only, nobody has to know which one an account is on.
        if operation and key is None and self._legacy:
            self._metrics.add(name, Count.WITHOUT_KEY)
        # The accounts of the new service are no longer kept up to date on the legacy side: nothing to compare there.
        shadowed = route.shadow and where is Side.LEGACY
        ask = self._ask(
            request,
            request.raw_path,
            body=body,
            compared=shadowed,
            # Nobody knows what a request of no operation does.
            changes_data=operation.changes_data if operation else True,
        )
        request_id = _request_id(request)
        pending = self._shadow(match, ask, request_id) if match and shadowed else None
        result: Answer | TargetError | None = None
        try:
            seconds = operation.timeout_seconds if operation else OTHER_SECONDS
            result = await self._sent(ask, where, seconds=seconds, name=name, request_id=request_id)
        finally:
            if pending is not None and not pending.done():
                pending.set_result(result if isinstance(result, Answer) else None)
        return Forwarded(
            operation=operation,
            side=where,
            result=result,
            request_id=request_id,
            shadowed=shadowed,
            changes_data=ask.changes_data,
        )

    async def ask_new(self, request: web.BaseRequest, path: str) -> Forwarded:
        """GET `path` of the new service, whatever the weights say: who watches it must not need an account."""
        self._metrics.add(OTHER, Count.REQUESTS)
        self._metrics.add(OTHER, Count.TO_NEW)
        ask = self._ask(request, path, body=b"", compared=False, changes_data=False)
        request_id = _request_id(request)
        result = await self._sent(ask, Side.NEW, seconds=HEALTH_SECONDS, name=OTHER, request_id=request_id)
        return Forwarded(
            operation=None, side=Side.NEW, result=result, request_id=request_id, shadowed=False, changes_data=False
        )

    def _ask(self, request: web.BaseRequest, target: str, *, body: bytes, compared: bool, changes_data: bool) -> Ask:
        headers = to_target(
            decoded(request.raw_headers), router=self.pseudonym, peer_scheme=request.scheme, compared=compared
        )
        return Ask(method=request.method, target=target, headers=headers, body=body, changes_data=changes_data)

    async def _sent(self, ask: Ask, where: Side, *, seconds: float, name: str, request_id: str) -> Answer | TargetError:
        try:
            return await self._targets[where].send(ask, seconds=seconds)
        except TargetError as error:
            self._metrics.add(name, _FAILED[where])
            cause = type(error.__cause__).__name__
            logger.error("No answer", operation=name, request_id=request_id, reason=str(error), cause=cause)
            return error

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


def _request_id(request: web.BaseRequest) -> str:
    """Of the load balancer, which has it in its access log, or one of our own."""
    return request.headers.get("X-Amzn-Trace-Id", "")[:_LONGEST_ID] or str(uuid4())
