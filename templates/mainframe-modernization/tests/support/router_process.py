"""The router as a process of its own."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import ClientConnectorError, ClientSession

from tests.support.router_table import PROGRAM

VARIABLES = {"ENVIRONMENT_NAME": "test", "METRICS_NAMESPACE": "accounts"}


def free_port() -> int:
    """Of the loopback interface."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@asynccontextmanager
async def process(**environment: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Runs until the context ends, with these environment variables and no others."""
    path = {"PYTHONPATH": os.pathsep.join(sys.path), "PATH": os.environ.get("PATH", "")}
    running = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        PROGRAM,
        env={**path, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield running
    finally:
        if running.returncode is None:
            running.kill()
            await running.wait()


async def ready(client: ClientSession, url: str) -> None:
    """Returns when it says that it is."""
    async with asyncio.timeout(30):
        while True:
            try:
                async with client.get(f"{url}/ready") as answer:
                    assert answer.status == 200
                    return
            except ClientConnectorError:
                await asyncio.sleep(0.05)
