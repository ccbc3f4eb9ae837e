"""Calls: sipp as the caller on the client, and as the one who is called on the server."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.traffic.topology import Chain

PORT = 5060


@contextmanager
def answering(chain: Chain, version: int, folder: Path) -> Iterator[Path]:
    """Somebody who answers every call; gives the file in which all messages that arrive are written."""
    log = folder / f"answering-ipv{version}.log"
    address = _bracketed(chain.server.address(version))
    process = chain.server.namespace.start(
        *("sipp", "-sn", "uas", "-i", address, "-p", str(PORT), "-nostdin"),
        *("-trace_msg", "-message_file", str(log), "-message_overwrite", "true"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
    )
    try:
        _wait_for_port(chain)
        yield log
    finally:
        process.kill()
        process.wait()


def call(chain: Chain, version: int, folder: Path, *, calls: int) -> None:
    """Make calls, each with INVITE, 180, 200, ACK, BYE, 200. Raises RuntimeError: some of them failed."""
    near, far = (_bracketed(end.address(version)) for end in (chain.client, chain.server))
    command = ("sipp", f"{far}:{PORT}", "-sn", "uac", "-i", near, "-p", str(PORT), "-nostdin")
    done = subprocess.run(
        # Each call lasts a tenth of a second; none is waited for longer than the whole may take.
        chain.client.namespace.command(
            *command, "-m", str(calls), "-r", str(calls), "-d", "100", "-timeout", "10", "-timeout_error"
        ),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        cwd=folder,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"sipp over IPv{version}: exit code {done.returncode}; {done.stderr.strip()[-300:]}")


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def _wait_for_port(chain: Chain) -> None:
    until = time.monotonic() + 5
    while time.monotonic() < until:
        if f":{PORT} " in chain.server.namespace.run("ss", "--listening", "--udp", "--numeric"):
            return
        time.sleep(0.02)
    raise RuntimeError("sipp does not listen")
