"""Runs an application as the process of a container: on SIGTERM it finishes the requests in flight and ends with 0."""

import signal
import sys
from types import FrameType

import uvicorn
from fastapi import FastAPI

# ECS kills the container 30 seconds after SIGTERM; the last spans need some of them.
FINISH_SECONDS = 25
# Longer than the load balancer keeps an idle connection (60 seconds): otherwise it sends a request into one that is
# being closed here, and answers its caller 502.
KEEP_ALIVE_SECONDS = 75


def end_well_on_sigterm() -> None:
    """Without this handler, Python would die of the signal that uvicorn has already obeyed."""
    signal.signal(signal.SIGTERM, _stop)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)


def serve(app: FastAPI, *, port: int) -> None:
    """Start, serve, stop."""
    # All addresses: the load balancer reaches the container through its own network interface.
    uvicorn.run(
        app,
        host="0.0.0.0",  # noqa: S104
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=FINISH_SECONDS,
    )
