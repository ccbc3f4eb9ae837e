"""Programs of the instance, the AWS CLI among them."""

import json
import subprocess
from collections.abc import Sequence
from typing import Any, Protocol

from instance_hooks.failure import HookFailed

LONGEST_SECONDS = 300.0
# What the first start of an instance printed.
LOG = "/var/log/cloud-init-output.log"


class Run(Protocol):
    """Runs a program and returns what it printed. Raises HookFailed: it did not end well, in its own words."""

    def __call__(self, *words: str, given: str = "", seconds: float = LONGEST_SECONDS) -> str: ...


def run(*words: str, given: str = "", seconds: float = LONGEST_SECONDS) -> str:
    """given: its input, which appears in no list of processes. seconds: how long it may take."""
    try:
        done = subprocess.run(  # noqa: S603 - the words are ours
            words, input=given, capture_output=True, text=True, timeout=seconds, check=False
        )
    except FileNotFoundError:
        raise HookFailed(
            f"{words[0]} is not on this instance; its first start has not ended well, see {LOG}."
        ) from None
    except subprocess.TimeoutExpired:
        raise HookFailed(f"`{_shown(words)}` did not end within {seconds:.0f} seconds.") from None
    if done.returncode:
        raise HookFailed(f"`{_shown(words)}` failed: {done.stderr.strip() or f'exit code {done.returncode}'}")
    return done.stdout


def aws(run: Run, region: str, *words: str) -> dict[str, Any]:
    """What the AWS CLI answers. Raises HookFailed: AWS refuses, or cannot be reached."""
    answer = run("aws", "--region", region, "--output", "json", *words)
    read: dict[str, Any] = json.loads(answer) if answer.strip() else {}
    return read


def _shown(words: Sequence[str]) -> str:
    return " ".join(words)
