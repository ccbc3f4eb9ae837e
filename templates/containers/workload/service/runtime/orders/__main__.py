"""Runs the service: `python -m orders`. On SIGTERM it finishes the requests in flight and ends with exit code 0."""

import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import FrameType

import uvicorn
from fastapi import FastAPI

from orders import api, database, observability, tracing
from orders.migrations import head
from orders.settings import ServiceSettings, SettingsError
from orders.store import OrderStore

# ECS kills the container 30 seconds after SIGTERM; the last spans need some of them.
FINISH_SECONDS = 25
# Longer than the load balancer keeps an idle connection (60 seconds): otherwise it sends a request into one that is
# being closed here, and answers its caller 502.
KEEP_ALIVE_SECONDS = 75


def stop(_signal: int, _frame: FrameType | None) -> None:
    """Without this handler, Python would die of the signal that uvicorn has already obeyed."""
    sys.exit(0)


def main() -> None:
    """Start, serve, stop."""
    signal.signal(signal.SIGTERM, stop)
    try:
        settings = ServiceSettings.load(os.environ)
    except SettingsError as error:
        sys.exit(str(error))
    observability.configure(settings, metrics_namespace=settings.metrics_namespace)
    engine = database.connect(settings)
    traces = tracing.provider(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        engine.dispose()
        if traces is not None:
            traces.shutdown()

    app = api.create(OrderStore(engine), version=settings.version, needed_revision=head(), lifespan=lifespan)
    if traces is not None:
        tracing.instrument(app, engine, traces)
    # All addresses: the load balancer reaches the container through its own network interface.
    uvicorn.run(
        app,
        host="0.0.0.0",  # noqa: S104
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=FINISH_SECONDS,
    )


if __name__ == "__main__":
    main()
