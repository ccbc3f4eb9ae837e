"""What the hooks find out: whether the new tasks work, and whether users reach them.

The new version has PATIENCE_SECONDS to answer on every connection; from then on, everything is tried once. All of that
happens in one invocation: a count of tries that ECS carries to the next one may get lost, and the deployment would wait
until the hook times out.
"""

import logging
import os
import re
from collections.abc import Callable, Mapping
from time import monotonic, sleep
from typing import Any, Protocol

from release_hooks import checks, probes
from release_hooks.aws import client
from release_hooks.probing import kept
from release_hooks.sender import Sender
from release_hooks.settings import Settings

HEADER = "X-Release-Test"
PATIENCE_SECONDS = 120.0
SECONDS_BETWEEN = 5.0
# Nodes of the load balancer learn of a shift one by one, and a new connection may meet another node.
ANSWERS_IN_A_ROW = 5

logger = logging.getLogger("release_hooks")

SecondsLeft = Callable[[], float]
# Settings, the version that has to answer, and how long the hook may still go on.
Release = Callable[[Settings, str, SecondsLeft], None]


class Context(Protocol):
    """What Lambda says about this invocation."""

    def get_remaining_time_in_millis(self) -> int: ...


def only_keeps_awake(event: Mapping[str, Any]) -> bool:
    """Whether no deployment called, but the clock that keeps a function in its network."""
    return event == {"awake": True}


def passes(
    release: Release, context: Context, *, version: Callable[[], str], reserved_seconds: float, deployment: str
) -> bool:
    """Try out a release: new_tasks or users. Whatever goes wrong is logged and means no.

    version: finds out which one has to answer. reserved_seconds: what the caller needs afterwards, to say how it ended.
    deployment: which one, for the log.
    """
    try:
        settings = Settings.load(os.environ)
        logger.setLevel(settings.log_level)
        expected = version()
        release(settings, expected, lambda: context.get_remaining_time_in_millis() / 1000 - reserved_seconds)
    except Exception:
        logger.exception("The release failed and is rolled back", extra={"deployment": deployment})
        return False
    logger.info("The release passed", extra={"deployment": deployment, "version": expected})
    return True


def new_tasks(settings: Settings, version: str, seconds_left: SecondsLeft) -> None:
    """Try out the new tasks through the test listener. Raises ProbeFailed, and what AWS says about the secret."""
    headers = {HEADER: _secret(settings.release_test_secret_arn)}
    right_version = probes.health(version)

    def sender() -> Sender:
        return Sender(settings.test_endpoint, headers=headers, tls_name=settings.tls_name, seconds_left=seconds_left)

    def reached() -> None:
        _answers_everywhere(right_version, sender)
        probes.readiness(sender())

    _patiently(reached, seconds_left)
    send = sender()
    # The version at the end too: whatever answered in between was not the old one.
    right_version(send)
    # A team's probes.py from before 0.6.0 has an answer of its own, which reads alike.
    look_for_kept: Any = kept(settings.kept_probe)
    look_for_kept(send)
    for check in (*checks.of_new_tasks(), right_version):
        check(send)


def users(settings: Settings, version: str, seconds_left: SecondsLeft) -> None:
    """Ask for the version where users ask, after the shift and while the old tasks still run. Raises ProbeFailed."""
    right_version = probes.health(version)

    def sender() -> Sender:
        return Sender(settings.endpoint, tls_name=settings.tls_name, seconds_left=seconds_left)

    _patiently(lambda: _answers_everywhere(right_version, sender), seconds_left)


def _answers_everywhere(right_version: probes.Check, sender: Callable[[], Sender]) -> None:
    for _ in range(ANSWERS_IN_A_ROW):
        right_version(sender())


def _patiently(attempt: Callable[[], None], seconds_left: SecondsLeft) -> None:
    deadline = monotonic() + min(PATIENCE_SECONDS, seconds_left())
    while True:
        try:
            return attempt()
        except probes.NotReady as error:
            if monotonic() + SECONDS_BETWEEN > deadline:
                raise
            logger.info("Not reachable yet, asked again", extra={"reason": str(error)})
        sleep(SECONDS_BETWEEN)


def _secret(arn: str) -> str:
    value = str(client("secretsmanager").get_secret_value(SecretId=arn).get("SecretString", ""))
    # Checked here, because an error of the HTTP library would show the value.
    if not re.fullmatch(r"[!-~]+", value):
        raise probes.ProbeFailed(f"Secret {arn} is no header value: at least one character, all visible and ASCII")
    return value
