"""Network functions: what the function costs a packet, beside the same path with nothing in the way. Needs root."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.figures import Figure, run
from benchmarks.template import copy

LIMITS = {"throughput": 1 / 0.8, "latency_p99": 1.5}
# A slice of seconds for each handler in turn, so that a slow moment hits both.
SLICES, SLICE_SECONDS = 8, 1.5
FLOWS, IN_FLIGHT = 1_000, 256
TUNNEL_AT_MOST = 1 / 0.8


def measure() -> Iterator[Figure]:
    """The kernel path of `make traffic`, then the GENEVE handler beside an empty one. Above 1 is slower."""
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        yield from _kernel_path(folder)
        for size in (1_400, 8_500):
            clock, processor = _handlers(folder, size)
            yield Figure(f"GENEVE packet of {size} bytes against an empty handler", clock, TUNNEL_AT_MOST)
            yield Figure("  the same by processor time", processor, TUNNEL_AT_MOST)


def _kernel_path(folder: Path) -> Iterator[Figure]:
    copied = copy(folder / "repository", {"architecture": "network-functions"})
    path = os.pathsep.join((".", "workload/service/runtime"))
    run([sys.executable, "-m", "tests.traffic", "-k", "test_speed"], cwd=copied, environment={"PYTHONPATH": path})
    for figure in json.loads((copied / "reports" / "traffic.json").read_text("utf-8"))["figures"]:
        if figure["ratio"] is not None:
            slower = figure["ratio"] if figure["better"] == "lower" else 1 / figure["ratio"]
            limit = next((most for name, most in LIMITS.items() if figure["name"].startswith(name)), None)
            yield Figure(f"{figure['name'].replace('_', ' ')} against bare forwarding", slower, limit)


@dataclass(frozen=True, kw_only=True)
class _Handler:
    """A handler in a namespace of its own, and the namespace of the balancer that sends to it."""

    process: subprocess.Popen[bytes]
    balancer: str

    def processor_seconds(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def packets(self, load: Path, size: int) -> tuple[float, float]:
        """Packets a second on the clock, and processor seconds of the handler for a packet."""
        before = self.processor_seconds()
        words = ("192.0.2.2", *map(str, (size, FLOWS, IN_FLIGHT, SLICE_SECONDS)))
        printed = subprocess.check_output(["ip", "netns", "exec", self.balancer, str(load), *words])
        found: dict[str, Any] = json.loads(printed)
        return found["packets_per_second"], (self.processor_seconds() - before) / found["returned"]


def _handlers(folder: Path, size: int) -> tuple[float, float]:
    """How much longer a packet of `size` bytes takes in our handler than in the empty one: on the clock, and by the
    time of the processor; each the median of pairs."""
    programs = {
        "empty": _built(folder, "tests/traffic/empty_tunnel", "empty-tunnel"),
        "ours": _built(folder, "workload/service/tunnel", "geneve-tunnel"),
    }
    load = folder / "tunnel-load"
    run(["cc", "-O2", "-o", str(load), str(folder / "repository/tests/traffic/tunnel_load/load.c")], cwd=folder)
    clock, processor = [], []
    with ExitStack() as stack:
        empty, ours = (stack.enter_context(_running(name, program)) for name, program in programs.items())
        for _ in range(SLICES):
            (empty_rate, empty_cost), (rate, cost) = empty.packets(load, size), ours.packets(load, size)
            clock.append(empty_rate / rate)
            processor.append(cost / empty_cost)
    return median(clock), median(processor)


def _built(folder: Path, source: str, program: str) -> Path:
    makefile = folder / "repository" / source
    run(["make", "--silent", "-C", str(makefile), f"OUT={folder}/", f"{folder}/{program}"], cwd=folder)
    return folder / program


@contextmanager
def _running(name: str, program: Path) -> Iterator[_Handler]:
    balancer, function = (f"benchmark-{os.getpid()}-{name}-{end}" for end in ("balancer", "function"))
    with ExitStack() as stack:
        for namespace in (balancer, function):
            _ip("netns", "add", namespace)
            stack.callback(_ip, "netns", "delete", namespace)
        link = ("link", "add", "outer", "mtu", "9001", "type", "veth", "peer", "name", "outer", "mtu", "9001")
        _ip("-n", balancer, *link, "netns", function)
        for namespace, address in ((balancer, "192.0.2.1/24"), (function, "192.0.2.2/24")):
            _ip("-n", namespace, "address", "add", address, "dev", "outer")
            _ip("-n", namespace, "link", "set", "outer", "up")
        for setting in ("ip_forward=1", "conf.all.rp_filter=0", "conf.default.rp_filter=0"):
            _ip("netns", "exec", function, "sysctl", "-qw", f"net.ipv4.{setting}")
        for scope in ("all", "default"):
            _ip("netns", "exec", function, "sysctl", "-qw", f"net.ipv4.conf.{scope}.send_redirects=0")
        command = ["ip", "netns", "exec", function, str(program), "--threads", "1"]
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        stack.callback(process.wait)
        stack.callback(process.terminate)
        time.sleep(1)  # It makes its device, and says so nowhere.
        _ip("-n", function, "route", "add", "default", "dev", "tunnel")
        yield _Handler(process=process, balancer=balancer)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)
