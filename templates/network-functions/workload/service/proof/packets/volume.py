"""How much gets through: bytes that the server counted, through the function and by the direct way, in turns."""

import socket
import threading
import time
from typing import Any

from .server import CHUNK, SINK

TIMEOUT_SECONDS = 30.0


def volume(plan: dict[str, Any]) -> dict[str, Any]:
    """plan: `paths` (name: host), `port`, `streams` side by side, `seconds` of a turn, `turns`.

    Returns megabits a second by path, one figure a turn. In turns, because a machine is faster at one time than at
    another. Raises OSError: a stream was cut off.
    """
    rates: dict[str, list[float]] = {path: [] for path in plan["paths"]}
    for _ in range(plan["turns"]):
        for path, host in plan["paths"].items():
            rates[path].append(round(_turn(host, plan), 1))
    return {"megabits": rates}


def _turn(host: str, plan: dict[str, Any]) -> float:
    counts: list[int] = []
    failures: list[OSError] = []

    def send() -> None:
        try:
            counts.append(_stream(host, plan["port"], plan["seconds"]))
        except OSError as error:
            failures.append(error)

    threads = [threading.Thread(target=send) for _ in range(plan["streams"])]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return sum(counts) * 8 / 1e6 / (time.perf_counter() - began)


def _stream(host: str, port: int, seconds: float) -> int:
    """The bytes that arrived, as the server counted them: what waits in a buffer of the kernel is none."""
    data = bytes(CHUNK)
    with socket.create_connection((host, port), timeout=TIMEOUT_SECONDS) as connection:
        connection.sendall(SINK)
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        line = b""
        while not line.endswith(b"\n"):
            if not (some := connection.recv(64)):
                raise ConnectionError("the server ended the stream without its count")
            line += some
    return int(line)
