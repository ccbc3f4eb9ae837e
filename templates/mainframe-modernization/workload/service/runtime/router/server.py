"""Runs the router until SIGTERM: then it finishes the requests in flight, and for a while the comparisons."""

import asyncio
import signal
import sys
from contextlib import AsyncExitStack, suppress
from functools import partial

import boto3
from aiohttp import web
from botocore.config import Config

from router import logs
from router.app import Entrance
from router.forwarding import Forwarder
from router.metrics import Metrics
from router.operations import OPERATIONS
from router.parameter import Parameter
from router.settings import Settings
from router.shadow import LONGEST_ANSWER, WORKERS, Shadows
from router.target import Target
from router.weights import Weights

# ECS kills the container 30 seconds after SIGTERM.
FINISH_SECONDS, DRAIN_SECONDS = 20.0, 4.0
FLUSH_SECONDS = 15.0
# Between two looks for the first weights.
START_SECONDS = 1.0


async def serve(settings: Settings) -> None:
    """Raises SettingsError, and OSError: the port is taken."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    metrics = Metrics(
        sys.stdout,
        namespace=settings.metrics_namespace,
        environment=settings.environment_name,
        operations=[each.name for each in OPERATIONS],
    )
    has_legacy = bool(settings.legacy_url)
    weights = Weights(_parameter(settings), OPERATIONS, settings.initial_weights, metrics, legacy=has_legacy)
    async with AsyncExitStack() as stack:
        # Left in the opposite order: the last metrics are written when nothing is counted any more.
        stack.callback(lambda: metrics.flush(weights.routes))
        connect = partial(Target, connections=settings.connections, limit_bytes=settings.answer_limit)
        legacy = None
        if settings.legacy_url:
            legacy = connect("the legacy system", settings.legacy_url, tls=settings.tls)
            await stack.enter_async_context(legacy)
        new = await stack.enter_async_context(connect("the new service", settings.new_url))
        # Connections of its own: a new service that hangs must not take those of the accounts that have moved.
        shadowed = await stack.enter_async_context(
            Target("the new service", settings.new_url, connections=WORKERS, limit_bytes=LONGEST_ANSWER)
        )
        shadows = await stack.enter_async_context(
            Shadows(shadowed, metrics, seconds=settings.shadow_seconds, drain_seconds=DRAIN_SECONDS)
        )
        # A task that does not know the weights would send accounts that have moved back to the legacy system. While it
        # has no port ECS takes it for unhealthy, and the tasks beside it, which know the weights, go on.
        while not await weights.look() and has_legacy and not stop.is_set():
            await asyncio.sleep(START_SECONDS)
        if stop.is_set():
            return
        forwarder = Forwarder(OPERATIONS, weights, legacy=legacy, new=new, shadows=shadows, metrics=metrics)
        entrance = Entrance(
            forwarder,
            metrics,
            version=settings.version,
            other=has_legacy and settings.other_requests == "legacy",
            ready=lambda: not stop.is_set(),
        )
        runner = entrance.runner(body_limit=settings.body_limit, finish_seconds=FINISH_SECONDS)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        for each in (weights.follow(settings.weights_seconds), _flush(metrics, weights)):
            stack.push_async_callback(_end, asyncio.create_task(each))
        # All addresses: the load balancer reaches the container through its own network interface.
        await web.TCPSite(runner, "0.0.0.0", settings.port).start()  # noqa: S104
        logs.logger.info("Router serves", port=settings.port, weights_version=weights.version)
        await stop.wait()


def _parameter(settings: Settings) -> Parameter | None:
    if not settings.weights_parameter:
        return None
    patience = Config(connect_timeout=2, read_timeout=2, retries={"total_max_attempts": 2})
    return Parameter(boto3.client("ssm", region_name=settings.aws_region, config=patience), settings.weights_parameter)


async def _flush(metrics: Metrics, weights: Weights) -> None:
    while True:
        await asyncio.sleep(FLUSH_SECONDS)
        metrics.flush(weights.routes)


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
