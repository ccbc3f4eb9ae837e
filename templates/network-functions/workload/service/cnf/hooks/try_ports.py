"""Tries new tasks before they get traffic. Runs in Lambda, without any package beyond its runtime.

A port where connections of users succeed has to take those to the new tasks as well. What fails for users says nothing
about the new version: the policy may refuse this function, or a backend be away, and in the first deployment there are
no users yet. A connection ends at the backend, so one that succeeds went through the filter and both translations.
"""

import logging
import os
import re
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

# For all ports together: nodes of the load balancer learn of a shift one by one.
PATIENCE_SECONDS = 120.0
SECONDS_BETWEEN = 5.0
CONNECT_SECONDS = 3.0
# Each of them has a source port of its own, so they meet different tasks.
CONNECTIONS_IN_A_ROW = 5
PORTS = re.compile(r"[0-9]{1,5}:[0-9]{1,5}(,[0-9]{1,5}:[0-9]{1,5})*")

logger = logging.getLogger("try_ports")

Connects = Callable[[str, int], bool]
Answer = dict[Literal["hookStatus"], Literal["SUCCEEDED", "FAILED"]]


class TrialFailed(Exception):
    """New tasks do not carry what the old ones carry, or nobody can know; the message says which port."""


@dataclass(frozen=True)
class Tried:
    """Where users connect, and where the same port leads to new tasks."""

    users: int
    new_tasks: int


def handler(event: Mapping[str, Any], _: object) -> Answer:
    """POST_TEST_TRAFFIC_SHIFT: the listeners beside those of users lead to the new tasks.

    Whatever goes wrong is logged and refuses them: an exception would be a rollback too, without a word of ours.
    """
    logger.setLevel(logging.INFO)
    deployment = str(event.get("resourceArn", "unknown"))
    try:
        balancer, ports = settings(os.environ)
        try_ports(balancer, ports)
    except Exception:
        logger.exception("The new tasks are refused and the deployment is rolled back: %s", deployment)
        return {"hookStatus": "FAILED"}
    logger.info("The new tasks passed: %s", deployment)
    return {"hookStatus": "SUCCEEDED"}


def settings(environment: Mapping[str, str]) -> tuple[str, list[Tried]]:
    """Load balancer and ports. Raises TrialFailed: a variable is missing or wrong."""
    balancer, ports = environment.get("BALANCER", ""), environment.get("PORTS", "")
    if not balancer or not PORTS.fullmatch(ports):
        raise TrialFailed(
            f'BALANCER="{balancer}", PORTS="{ports}": a DNS name, and pairs of ports, for example PORTS="443:10443"'
        )
    return balancer, [Tried(*map(int, pair.split(":"))) for pair in ports.split(",")]


def connects(host: str, port: int) -> bool:
    """Whether a connection is made, which is closed at once."""
    try:
        with socket.create_connection((host, port), CONNECT_SECONDS):
            return True
    except OSError:
        return False


def try_ports(
    balancer: str,
    ports: list[Tried],
    *,
    connects: Connects = connects,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Raises TrialFailed: a port takes connections of users and none to the new tasks."""
    deadline = clock() + PATIENCE_SECONDS
    for port in ports:
        if not connects(balancer, port.users):
            logger.info("Port %s takes no connection from here, so nothing is known about it", port.users)
            continue
        while not all(connects(balancer, port.new_tasks) for _ in range(CONNECTIONS_IN_A_ROW)):
            if clock() + SECONDS_BETWEEN > deadline:
                _refuse_unless_gone(balancer, port, connects)
                break
            sleep(SECONDS_BETWEEN)


def _refuse_unless_gone(balancer: str, port: Tried, connects: Connects) -> None:
    # A backend that went away meanwhile is not the fault of the new version.
    if connects(balancer, port.users):
        raise TrialFailed(
            f"port {port.users} takes connections of users, but not {CONNECTIONS_IN_A_ROW} in a row to the new tasks "
            f"(port {port.new_tasks})"
        )
    logger.warning("Port %s stopped taking connections of users, too", port.users)
