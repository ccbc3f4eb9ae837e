"""The place of this instance in the target group of the load balancer. CodeDeploy knows no Gateway Load Balancer."""

import time
from collections.abc import Callable
from typing import Any

from instance_hooks.commands import Run, aws
from instance_hooks.failure import HookFailed

SECONDS_BETWEEN_LOOKS = 5.0
# A Gateway Load Balancer may take minutes until it sends packets to a new target.
HEALTHY_SECONDS = 720.0
# Beside the deregistration delay: until the load balancer has noticed that it is over.
LEAVING_SECONDS = 120.0
GONE = "unused"


class TargetGroup:
    """arn, instance: of the group, and the id of the instance. clock, sleep: in seconds, given by tests."""

    def __init__(
        self,
        run: Run,
        *,
        arn: str,
        region: str,
        instance: str,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._run, self._arn, self._region, self._instance = run, arn, region, instance
        self._clock, self._sleep = clock, sleep

    def leave(self) -> None:
        """Take the instance out: no new flow comes from now on. Those that are there go on while it drains."""
        self._ask("deregister-targets")

    def wait_until_gone(self, *, drain_seconds: float) -> None:
        """Raises HookFailed: the load balancer still drains it, longer than it should."""
        self._wait({GONE}, drain_seconds + LEAVING_SECONDS, "still belongs to the load balancer")

    def join(self) -> None:
        """Put the instance in, and wait until it is healthy there. Raises HookFailed: it is not in time."""
        self._ask("register-targets")
        self._wait({"healthy"}, HEALTHY_SECONDS, "is not healthy in the target group")

    def state(self) -> tuple[str, str]:
        """Its state, for example "draining", and why, in the words of the load balancer."""
        answer = self._ask("describe-target-health")
        found = answer.get("TargetHealthDescriptions", [])
        health = found[0]["TargetHealth"] if found else {"State": GONE}
        return str(health["State"]), str(health.get("Description") or health.get("Reason") or "no reason given")

    def _ask(self, command: str) -> dict[str, Any]:
        arn, target = ("--target-group-arn", self._arn), ("--targets", f"Id={self._instance}")
        return aws(self._run, self._region, "elbv2", command, *arn, *target)

    def _wait(self, states: set[str], seconds: float, problem: str) -> None:
        end = self._clock() + seconds
        while True:
            state, reason = self.state()
            if state in states:
                return
            if self._clock() >= end:
                raise HookFailed(f"{self._instance} {problem} after {seconds:.0f} seconds: it is {state} ({reason}).")
            self._sleep(SECONDS_BETWEEN_LOOKS)
