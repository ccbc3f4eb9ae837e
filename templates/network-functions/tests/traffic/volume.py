"""How much gets through: iperf3 between client and server, over TCP."""

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.traffic.topology import Chain

PORT = 5201
# A slow laptop takes one.
SECONDS_AT_MOST = 15


@contextmanager
def serving(chain: Chain) -> Iterator[None]:
    """Run iperf3's server on the chain's server. It takes one test after the other."""
    process = chain.server.namespace.start(
        *("iperf3", "--server", "--port", str(PORT)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for_port(chain)
        yield
    finally:
        process.kill()
        process.wait()


def throughput(chain: Chain, version: int, *, megabytes: int) -> float:
    """Bits per second that arrived at the server. Needs `serving`. Raises RuntimeError: iperf3 says why."""
    command = ("iperf3", "--json", "--client", chain.server.address(version), "--port", str(PORT))
    try:
        done = subprocess.run(
            chain.client.namespace.command(*command, "--bytes", f"{megabytes}M"),
            capture_output=True,
            text=True,
            timeout=SECONDS_AT_MOST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise RuntimeError(
            f"{megabytes} MB over IPv{version} did not arrive within {SECONDS_AT_MOST} seconds"
        ) from None
    answer = json.loads(done.stdout or "{}")
    # The exit code says nothing: it is 0 without a server, too.
    if error := answer.get("error"):
        raise RuntimeError(f"iperf3 over IPv{version}: {error}")
    received = float(answer["end"]["sum_received"]["bits_per_second"])
    if received <= 0:
        raise RuntimeError(f"iperf3 over IPv{version}: nothing arrived")
    return received


def _wait_for_port(chain: Chain) -> None:
    until = time.monotonic() + 5
    while time.monotonic() < until:
        if f":{PORT} " in chain.server.namespace.run("ss", "--listening", "--tcp", "--numeric"):
            return
        time.sleep(0.02)
    raise RuntimeError("iperf3 does not listen")
