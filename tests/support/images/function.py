"""Runs the image of a network function as the stacks do: with few rights, a read-only root and an empty /tmp."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from images.buildah import Built
from images.container import command
from images.wires import Wires

START_SECONDS = 20
ASK = (
    "import sys, urllib.request as r; answer = r.urlopen('http://127.0.0.1:8080/' + sys.argv[1], timeout=5); "
    "sys.stdout.write(answer.read().decode())"
)
VARIABLES = {
    "FUNCTION": "filter",
    "ENTRY": "gateway-load-balancer",
    "INSIDE": "inside",
    "OUTSIDE": "outside",
    "POLICY_FILE": "/app/policy.yaml",
    "METRICS_NAMESPACE": "image",
    "ENVIRONMENT_NAME": "test",
    "VERSION": "sha256:42",
    "DRAIN_SECONDS": "0",
}


@dataclass(frozen=True)
class Running:
    """A function that is well. log: what it wrote so far."""

    process: subprocess.Popen[bytes]
    wires: Wires
    log: Path

    def ask(self, path: str) -> Any:
        """What it says of itself, `health` or `status`. Raises subprocess.CalledProcessError: no answer, or not 200."""
        return json.loads(self.wires.do("function", "python3", "-c", ASK, path))

    def capabilities(self) -> set[str]:
        """The masks of what its process may do, has, and may get."""
        status = Path("/proc", str(self.process.pid), "status").read_text("utf-8").splitlines()
        return {line.split()[1] for line in status if line.startswith(("CapPrm", "CapEff", "CapBnd"))}

    def stop(self) -> int:
        """Send SIGTERM, as ECS and docker do. The exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)


@contextmanager
def running(
    image: Built, wires: Wires, log: Path, *, rights: tuple[str, ...] = ("net_admin",), **variables: str
) -> Iterator[Running]:
    """Start what the image starts, and wait until it is well. rights: capabilities, as setpriv calls them.

    Raises AssertionError, with its log: it never is.
    """
    # What is not in the bounding set no program of the container can have.
    bounds = ",".join(["-all", *(f"+{right}" for right in rights)])
    limited = ["setpriv", f"--bounding-set={bounds}", "--inh-caps=-all", "--", *image.config["Cmd"]]
    words = command(image, limited, {**VARIABLES, **variables})
    with log.open("wb") as output:
        process = subprocess.Popen(wires.within("function", *words), stdout=output, stderr=output)
    found = Running(process, wires, log)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _is_well(found):
            alive = process.poll() is None and time.monotonic() < deadline
            assert alive, f"the function is not well: {log.read_text('utf-8')}"
            time.sleep(0.1)
        yield found
    finally:
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
        process.wait()


def _is_well(function: Running) -> bool:
    try:
        return bool(function.ask("health"))
    except subprocess.CalledProcessError:
        return False
