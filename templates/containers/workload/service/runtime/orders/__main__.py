"""Runs the service: `python -m orders`."""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from web import database, observability, server, tracing
from web.migrations import head
from web.settings import SettingsError

from orders import api
from orders.schema import LOCATION
from orders.settings import OrderSettings
from orders.store import OrderStore


def main() -> None:
    """Start, serve, stop."""
    server.end_well_on_sigterm()
    try:
        settings = OrderSettings.load(os.environ)
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

    app = api.create(OrderStore(engine), version=settings.version, needed_revision=head(LOCATION), lifespan=lifespan)
    if traces is not None:
        tracing.instrument(app, engine, traces)
    server.serve(app, port=settings.port)


if __name__ == "__main__":
    main()
