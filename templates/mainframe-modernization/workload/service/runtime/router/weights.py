"""The routes that hold now, and how they follow the parameter."""

import asyncio
from collections.abc import Sequence

from router.logs import logger
from router.metrics import Metrics, RoutesCount
from router.operation import Operation
from router.parameter import VERSIONS_BACK, Parameter, ParameterError, Versioned
from router.routes import Routes, RoutesError, read_routes


class Weights:
    """Starts with the initial routes; each `look` takes those of the parameter when they can be read.

    A document that is refused, a parameter that is gone and a store that does not answer change nothing. Each look that
    finds one of these is counted. parameter: None without a store, as on a laptop; then the initial routes stay.
    legacy: whether there is a legacy system; see `read_routes`.
    """

    def __init__(
        self,
        parameter: Parameter | None,
        operations: Sequence[Operation],
        initial: Routes,
        metrics: Metrics,
        *,
        legacy: bool = True,
    ) -> None:
        self._parameter = parameter
        self._operations = operations
        self._initial = initial
        self._metrics = metrics
        self._legacy = legacy
        self._refused: Versioned | None = None
        self._taken: Versioned | None = None
        self.routes: Routes = initial

    @property
    def version(self) -> int | None:
        """Of the document that holds; None: the initial routes do."""
        return self._taken.version if self._taken else None

    async def look(self) -> bool:
        """Look at the newest version. Returns whether the store answered; a document that is refused is an answer."""
        if self._parameter is None:
            return True
        try:
            newest = await asyncio.to_thread(self._parameter.read)
            if newest is None:
                self._gone(self._parameter.name)
            elif newest != self._taken and not self._take(newest) and self._taken is None:
                await self._look_back(self._parameter, newest.version)
        except ParameterError as error:
            self._metrics.add_routes(RoutesCount.UNAVAILABLE)
            logger.warning("Weights not available, the last ones stay", reason=str(error), version=self.version)
            return False
        return True

    async def follow(self, seconds: float) -> None:
        """Look again and again, with this pause between. Ends when it is cancelled."""
        while True:
            await asyncio.sleep(seconds)
            try:
                await self.look()
            except Exception:  # A fault in one look must not be the last one.
                self._metrics.add_routes(RoutesCount.UNAVAILABLE)
                logger.exception("Unexpected error while looking at the weights")

    async def _look_back(self, parameter: Parameter, newest: int) -> None:
        """A task that starts has no old weights. It takes those that the tasks beside it kept."""
        for version in range(newest - 1, max(0, newest - 1 - VERSIONS_BACK), -1):
            earlier = await asyncio.to_thread(parameter.read, version)
            if earlier is not None and self._take(earlier, counted=False):
                return

    def _take(self, document: Versioned, *, counted: bool = True) -> bool:
        try:
            routes = read_routes(document.text, self._operations, self._initial, legacy=self._legacy)
        except RoutesError as error:
            if counted:
                self._metrics.add_routes(RoutesCount.REFUSED)
                if self._refused != document:
                    logger.error("Weights refused, the last ones stay", reason=str(error), version=document.version)
                self._refused = document
            return False
        changed = {name: f"{route.weight} shadow={route.shadow}" for name, route in routes.items()}
        logger.info("Weights taken", version=document.version, weights=changed)
        self.routes, self._taken = routes, document
        return True

    def _gone(self, name: str) -> None:
        # Without a parameter the initial weights hold. One that was there must not move all accounts by its deletion.
        if self._taken is not None:
            self._metrics.add_routes(RoutesCount.UNAVAILABLE)
            logger.warning("Weights not available, the last ones stay", reason=f"Parameter {name} is gone.")
