"""Mainframe modernization: what the strangler router adds to a request, beside the same request sent directly."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure
from benchmarks.template import mainframe

# In turn, so that a slow moment hits every way.
SLICES, SLICE_SECONDS = 6, 0.5
MOST_MILLISECONDS = 3.0
MOST_PROCESSOR_MILLISECONDS = 2.0
ANSWER = json.dumps({"account": "0000000001", "holder": "A" * 30, "balance": "100.00", "entries": list(range(20))})
RESPONSE = (
    f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(ANSWER)}\r\n\r\n{ANSWER}".encode()
)
# Of an account that a weight of 0 leaves on the legacy side.
REQUEST = b"GET /accounts/0000000001 HTTP/1.1\r\nHost: benchmark\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n"


@dataclass(frozen=True, kw_only=True)
class _Way:
    """Where requests are sent, and the process that listens there."""

    port: int
    process: int

    def processor_seconds(self) -> float:
        fields = Path(f"/proc/{self.process}/stat").read_text("ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure() -> Iterator[Figure]:
    """Milliseconds that the router adds, without and with shadow-compare, one request at a time, and those of the
    processor, which depend less on what else runs."""
    with TemporaryDirectory() as scratch, ExitStack() as stack:
        copied = mainframe(Path(scratch) / "repository")
        legacy, new = (stack.enter_context(_backend()) for _ in range(2))
        ways = {
            "forwarded": stack.enter_context(_router(copied, legacy, new, shadow=False)),
            "with shadow-compare": stack.enter_context(_router(copied, legacy, new, shadow=True)),
        }
        yield from _figures({"direct": legacy, **ways})


def _figures(ways: dict[str, _Way]) -> Iterator[Figure]:
    for way in ways.values():
        asyncio.run(_load(way.port, 0.5))
    times: dict[str, list[float]] = {name: [] for name in ways}
    before = {name: way.processor_seconds() for name, way in ways.items()}
    for _ in range(SLICES):
        for name, way in ways.items():
            times[name] += asyncio.run(_load(way.port, SLICE_SECONDS))
    found = {name: quantiles(each, n=100) for name, each in times.items()}
    for name, way in list(ways.items())[1:]:
        for percentile, limit in ((50, None), (99, MOST_MILLISECONDS)):
            added = found[name][percentile - 1] - found["direct"][percentile - 1]
            yield Figure(f"router, {name}: added at p{percentile}", added * 1000, limit, "ms")
        busy = (way.processor_seconds() - before[name]) / len(times[name])
        yield Figure(f"router, {name}: processor for a request", busy * 1000, MOST_PROCESSOR_MILLISECONDS, "ms")


async def _load(port: int, seconds: float) -> list[float]:
    """How long each request took, in seconds."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    took: list[float] = []
    end = time.perf_counter() + seconds
    while (began := time.perf_counter()) < end:
        writer.write(REQUEST)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200 "):
            raise LookupError(f"port {port} answers {head[:40]!r}")
        await reader.readexactly(len(ANSWER))
        took.append(time.perf_counter() - began)
    writer.close()
    return took


async def _serve(port: int) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                await reader.readuntil(b"\r\n\r\n")
                writer.write(RESPONSE)

    async with await asyncio.start_server(answer, "127.0.0.1", port) as server:
        await server.serve_forever()


@contextmanager
def _backend() -> Iterator[_Way]:
    port = _free_port()
    with _process([sys.executable, "-m", "benchmarks.router", str(port)], {}, port) as way:
        yield way


@contextmanager
def _router(repository: Path, legacy: _Way, new: _Way, *, shadow: bool) -> Iterator[_Way]:
    port = _free_port()
    variables = {
        "PYTHONPATH": str(repository / "workload/service/runtime"),
        "ENVIRONMENT_NAME": "benchmark",
        "METRICS_NAMESPACE": "benchmark",
        "LEGACY_URL": f"http://127.0.0.1:{legacy.port}",
        "NEW_URL": f"http://127.0.0.1:{new.port}",
        "INITIAL_WEIGHTS": json.dumps({"inquiry": {"weight": 0, "shadow": shadow}}),
        "PORT": str(port),
    }
    with _process([sys.executable, "-m", "router"], variables, port) as way:
        yield way


@contextmanager
def _process(command: list[str], variables: dict[str, str], port: int) -> Iterator[_Way]:
    """Runs until the context ends, and listens on this port from its beginning on."""
    with subprocess.Popen(command, env=os.environ | variables, stdout=subprocess.DEVNULL) as process:
        try:
            until = time.monotonic() + 30
            while time.monotonic() < until and process.poll() is None:
                with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
                    break
                time.sleep(0.05)
            else:
                raise LookupError(f"{' '.join(command[1:])} does not listen on port {port}")
            yield _Way(port=port, process=process.pid)
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
