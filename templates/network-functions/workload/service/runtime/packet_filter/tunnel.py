"""Starts `geneve-tunnel`, which takes packets out of GENEVE and puts them back. If it ends, the function ends."""

import json
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

from packet_filter.settings import Settings

PROGRAM = "geneve-tunnel"
# The largest packet that a Gateway Load Balancer passes on.
_MTU = 8500
_FLOWS = 262_144
# A killed function cannot stop its tunnel, and the next one would find the port taken.
_ENDS_WITH_US = ("setpriv", "--pdeathsig", "TERM", "--")
_START_SECONDS = 5.0
_STOP_SECONDS = 5.0


class TunnelError(Exception):
    """The tunnel did not come up; its own words are on stderr."""


class Tunnel:
    """A running tunnel, whose device exists. Raises TunnelError: it does not come up.

    statistics: the file that it rewrites each second.
    """

    def __init__(self, settings: Settings, *, statistics: Path, program: str = PROGRAM) -> None:
        # In a session of its own, so that what stops this process leaves it alone: it goes on while sessions drain.
        command = [*_ENDS_WITH_US, program, *_arguments(settings, statistics)]
        try:
            self._process = subprocess.Popen(command, start_new_session=True)  # noqa: S603
        except OSError as error:
            raise TunnelError(f"{command[0]}: {error.strerror}; install the package util-linux.") from None
        end = time.monotonic() + _START_SECONDS
        while not _exists(settings.tunnel_device):
            if self.ended() or time.monotonic() > end:
                self.stop()
                raise TunnelError(
                    f"{program} did not make the device {settings.tunnel_device}: its own line before this one says "
                    "why; it needs the capability NET_ADMIN and /dev/net/tun, for example in linuxParameters of the "
                    "task definition."
                )
            time.sleep(0.02)

    def ended(self) -> str | None:
        """Why the function cannot go on; None: it runs."""
        code = self._process.poll()
        return None if code is None else f"the tunnel ended with exit code {code}"

    def stop(self) -> None:
        """End it, with a kill where it does not listen. Harmless when repeated."""
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def read_statistics(file: Path) -> dict[str, int]:
    """The tunnel's counters; those of a group get its name (`dropped_unknown_flow`). Empty: it has written none yet."""
    try:
        written: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    found: dict[str, int] = {}
    for name, value in written.items():
        if isinstance(value, dict):
            found |= {f"{name}_{each.replace('-', '_').replace(' ', '_')}": int(count) for each, count in value.items()}
        else:
            found[name] = int(value)
    return found


def _arguments(settings: Settings, statistics: Path) -> list[str]:
    arguments = {
        "--device": settings.tunnel_device,
        "--port": settings.geneve_port,
        "--mtu": _MTU,
        "--flows": _FLOWS,
        "--idle-seconds": settings.idle_seconds,
        "--statistics": statistics,
    }
    return [str(word) for pair in arguments.items() for word in pair]


def _exists(device: str) -> bool:
    # Asks the kernel about this network namespace; /sys may show another one's.
    try:
        socket.if_nametoindex(device)
    except OSError:
        return False
    return True
