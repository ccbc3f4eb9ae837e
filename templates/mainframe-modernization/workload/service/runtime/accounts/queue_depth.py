"""How many calls wait for a worker, as a metric: the number of tasks follows it."""

import asyncio

from web.observability import logger

from programs.waiting import Waiting

SECONDS = 15.0


async def publish(waiting: Waiting, *, seconds: float | None = None) -> None:
    """Log it again and again, the zeros too, since no value would not let tasks go. Ends when it is cancelled."""
    while True:
        await asyncio.sleep(SECONDS if seconds is None else seconds)
        # `measures` becomes a metric, see web.observability.
        logger.info("Calls waiting", measures={"CallsWaiting": (round(waiting.average(), 3), "Count")})
