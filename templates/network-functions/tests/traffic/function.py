"""The real function, started as the image starts it, in a namespace of its own."""

import hashlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.traffic.namespaces import Namespace

REPOSITORY = Path(__file__).parents[2]
RUNTIME = REPOSITORY / "workload" / "service" / "runtime"
# The policy that is deployed.
POLICY = RUNTIME / "policy.yaml"
PORT = 8080
# Of a slow laptop: what is measured ends long before.
PATIENCE_SECONDS = 15.0


class Function:
    """`python -m packet_filter` with a policy file. Its interfaces are `inside` and `outside`."""

    def __init__(self, namespace: Namespace, folder: Path, policy: str, **settings: str) -> None:
        """folder: for its policy and its log. policy: the text of it. settings: its environment variables, by their
        names in lower case, for example `function="source-nat"`."""
        self.namespace = namespace
        self._policy = folder / "policy.yaml"
        self._log = folder / "function.log"
        self._environment = {
            **os.environ,
            "PYTHONPATH": str(RUNTIME),
            "FUNCTION": "filter",
            # Packets come bare: the interface inside is no tunnel.
            "ENTRY": "gateway-load-balancer",
            "INSIDE": "inside",
            "OUTSIDE": "outside",
            "POLICY_FILE": str(self._policy),
            "POLICY_SECONDS": "1",
            "HEALTH_PORT": str(PORT),
            "METRICS_NAMESPACE": "traffic",
            "ENVIRONMENT_NAME": "traffic",
            **{name.upper(): value for name, value in settings.items()},
        }
        self._policy.write_text(policy)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it says that it is well. Raises RuntimeError with the end of its log: it is not."""
        with self._log.open("ab") as log:
            self._process = self.namespace.start(
                *(sys.executable, "-m", "packet_filter"), env=self._environment, stdout=log, stderr=log
            )
        self.wait_until_healthy()

    def wait_until_healthy(self) -> None:
        """Raises RuntimeError with the end of its log: it has ended, or does not become well."""
        self._wait(lambda: self.health() == 200, "does not answer 200 to GET /health")

    def apply(self, policy: str) -> dict[str, Any]:
        """Write another policy, wait until the function has judged it, and give its status then.

        Raises RuntimeError: it never does.
        """
        # In one step: the function must never read half of it.
        new = self._policy.with_suffix(".new")
        new.write_text(policy)
        version = hashlib.sha256(policy.encode()).hexdigest()[:12]
        new.replace(self._policy)

        def judged() -> bool:
            status = self.status()
            return version in (status["policy"], (status["refused"] or {}).get("version"))

        self._wait(judged, f"has not judged the policy {version}")
        return self.status()

    def health(self) -> int | None:
        """The HTTP status of GET /health, as a load balancer asks it; None: no answer."""
        try:
            return self._get("/health")[0]
        except OSError:
            return None

    def status(self) -> dict[str, Any]:
        """What the function says of itself. Raises OSError: it does not answer."""
        answer: dict[str, Any] = json.loads(self._get("/status")[1])
        return answer

    def running(self) -> bool:
        """Whether its process is there."""
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """End it as a crash does."""
        self._signal(signal.SIGKILL)

    def drain(self) -> None:
        """Ask it to end, as ECS does: it then says that it is not to get new flows, and waits for those it has."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)

    def stop(self) -> None:
        """End it, if it still runs."""
        if self.running():
            self._signal(signal.SIGKILL)

    def wait_until_ended(self, seconds: float) -> int:
        """Its exit code. Raises subprocess.TimeoutExpired: it still runs."""
        assert self._process is not None
        return self._process.wait(seconds)

    def log(self) -> str:
        """What it has written so far."""
        return self._log.read_text(errors="replace")

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)
        self._process.wait(PATIENCE_SECONDS)

    def _wait(self, condition: Any, words: str) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while self.running() and time.monotonic() < until:
            try:
                if condition():
                    return
            except OSError:
                pass
            time.sleep(0.02)
        state = "runs, but" if self.running() else "has ended; it"
        raise RuntimeError(f"The function {state} {words}. The end of its log:\n{self.log()[-2000:]}")

    def _get(self, path: str) -> tuple[int, bytes]:
        with self.namespace:
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=2)
            # The socket stays in the namespace where it is made; the answer may be read from anywhere.
            connection.sock = socket.create_connection(("127.0.0.1", PORT), 2)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except http.client.HTTPException as error:
            raise OSError(f"no HTTP: {error!r}") from error
        finally:
            connection.close()
