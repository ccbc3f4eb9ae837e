"""How many connections a second can be opened and closed."""

import socket
import struct
import time

from tests.traffic.flows import listening
from tests.traffic.topology import Chain

PORT = 7008
# Closed with a reset: otherwise the client's ports would all be waiting after some seconds.
_AT_ONCE = struct.pack("ii", 1, 0)


def connections(chain: Chain, version: int, *, count: int) -> float:
    """Connections per second, one at a time. Raises OSError: one cannot be opened."""
    family = socket.AF_INET if version == 4 else socket.AF_INET6
    with listening(chain.server, PORT, version) as listener, chain.client.namespace:
        listener.settimeout(2)
        began = time.perf_counter()
        for _ in range(count):
            with socket.socket(family, socket.SOCK_STREAM) as near:
                near.settimeout(2)
                near.connect((chain.server.address(version), PORT))
                near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
                far, _ = listener.accept()
                far.close()
        return count / (time.perf_counter() - began)
