"""How long packets take: datagrams there and back, one at a time.

Both ends are in one thread. Between them the kernel carries a packet over the veth pairs before `send` returns, so that
the time is that of the path, and not of how soon another process gets a processor.
"""

import socket
import statistics
import time
from dataclasses import dataclass

from tests.traffic.flows import FAMILIES
from tests.traffic.topology import Chain

PORT = 7007
PATIENCE_SECONDS = 0.2
# So many lost ones are enough to know: the rest of them would only be waited for.
LOST_AT_MOST = 5


@dataclass(frozen=True, kw_only=True)
class Latency:
    """p50, p99: of the round trips, in seconds. sent, lost: datagrams."""

    p50: float
    p99: float
    sent: int
    lost: int


def ping(chain: Chain, version: int, *, count: int) -> Latency:
    """Send `count` datagrams, or fewer if too many are lost. Raises RuntimeError: none came back."""
    with chain.server.namespace:
        far = socket.socket(FAMILIES[version], socket.SOCK_DGRAM)
        far.bind((chain.server.address(version), PORT))
    with chain.client.namespace:
        near = socket.socket(FAMILIES[version], socket.SOCK_DGRAM)
        near.connect((chain.server.address(version), PORT))
    with near, far:
        far.settimeout(PATIENCE_SECONDS)
        near.settimeout(PATIENCE_SECONDS)
        # The first ones are not counted: they find what they need in no cache.
        for number in range(-10, 0):
            _once(near, far, number)
        times: list[float] = []
        lost = 0
        while len(times) + lost < count and lost < LOST_AT_MOST:
            took = _once(near, far, len(times) + lost)
            if took is None:
                lost += 1
            else:
                times.append(took)
    if len(times) < 2:
        raise RuntimeError(f"no datagram came back over IPv{version}")
    quantiles = statistics.quantiles(times, n=100)
    return Latency(p50=quantiles[49], p99=quantiles[98], sent=len(times) + lost, lost=lost)


def _once(near: socket.socket, far: socket.socket, number: int) -> float | None:
    payload = number.to_bytes(8, "big", signed=True)
    began = time.perf_counter()
    try:
        near.send(payload)
        # What is late belongs to an earlier one.
        while (came := far.recvfrom(16))[0] != payload:
            continue
        far.sendto(*came)
        while near.recv(16) != payload:
            continue
    except OSError:
        return None
    return time.perf_counter() - began
