"""What a packet costs the processor, one at a time: datagrams one way, in the thread that sends them.

The kernel carries a packet over the veth pairs before `send` returns, so that all of it is in the thread's processor
time. Other programs do not disturb that, which makes it the steadiest of the figures.
"""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.traffic.flows import FAMILIES
from tests.traffic.topology import Chain

PORT = 7009


@contextmanager
def session(chain: Chain, version: int) -> Iterator[tuple[socket.socket, socket.socket]]:
    """The client's socket and the server's, which have answered each other: the session is established."""
    with chain.server.namespace:
        far = socket.socket(FAMILIES[version], socket.SOCK_DGRAM)
    with chain.client.namespace:
        near = socket.socket(FAMILIES[version], socket.SOCK_DGRAM)
    with near, far:
        for end in (near, far):
            end.settimeout(2)
        far.bind((chain.server.address(version), PORT))
        near.connect((chain.server.address(version), PORT))
        near.send(b"question")
        far.sendto(b"answer", far.recvfrom(16)[1])
        near.recv(16)
        far.setblocking(False)
        yield near, far


def packets_per_second(ends: tuple[socket.socket, socket.socket], *, size: int, count: int) -> float:
    """Datagrams of `size` bytes that one processor carries from the client to the server in a second."""
    near, far = ends
    payload = bytes(size)
    began = time.thread_time()
    for _ in range(count):
        near.send(payload)
    took = time.thread_time() - began
    try:
        while True:
            far.recv(size)
    except BlockingIOError:
        return count / took
