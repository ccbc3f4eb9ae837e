"""Runs docker, podman or buildah, and says in a sentence what is wrong when that does not work."""

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence

from settings.failure import ActionFailed

CHOICE = "CONTAINER_TOOL"
# How compose ends after Ctrl-C.
INTERRUPTED = 130


def choose(tools: Sequence[str]) -> str:
    """The first of `tools` that is installed, or the one that CONTAINER_TOOL names.

    Raises ActionFailed: there is none, or the named one is not among them.
    """
    chosen = os.environ.get(CHOICE)
    if chosen and chosen not in tools:
        raise ActionFailed(f"{CHOICE}={chosen}: one of {', '.join(tools)} is needed, for example {CHOICE}={tools[0]}.")
    installed = [tool for tool in ([chosen] if chosen else tools) if shutil.which(tool)]
    if not installed:
        raise ActionFailed(
            f"{chosen or ', '.join(tools)}: not installed here; install {chosen or 'one of them'}, which needs no "
            "account. Everything else (`make check package synth`) works without."
        )
    return installed[0]


def run(*command: str, stdin: str | None = None, good: Sequence[int] = (0,)) -> None:
    """Run `command`: what it prints is for people. good: exit codes that are no failure.

    Raises ActionFailed: it is not installed, or it failed.
    """
    try:
        code = subprocess.run(command, input=stdin, text=True, check=False).returncode  # noqa: S603 - ours
    except FileNotFoundError:
        raise ActionFailed(f"{command[0]} is not installed here, so `{_short(command)}` cannot run.") from None
    if code not in good:
        raise ActionFailed(
            f"`{_short(command)}` failed (exit code {code}); the lines above say why. If its engine does not run here, "
            f"start it, or choose another tool, for example {CHOICE}=podman."
        )


def serve(*command: str) -> None:
    """As `run`, until Ctrl-C: that is for the command alone, which then stops its containers."""
    # Without a handler of its own, Python kills the command while it does so.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        run(*command, good=(0, INTERRUPTED))
    finally:
        signal.signal(signal.SIGINT, before)


def _short(command: Sequence[str]) -> str:
    words = [word for word in command if not word.startswith("-")]
    return " ".join(words[:3])
