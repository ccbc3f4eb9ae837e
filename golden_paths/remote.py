"""Asks a remote repository for its tags, without a person who could type a password, and not for ever."""

import os
import signal
import subprocess

from golden_paths.surroundings import surroundings

SECONDS = 30
# Nobody is asked in the middle of a report; credentials that git finds by itself are used.
SILENT = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "",
    "SSH_ASKPASS_REQUIRE": "never",
    "GCM_INTERACTIVE": "never",
}


class Unreachable(Exception):
    """The remote gave no answer; the message says why, in one line."""


def tags(address: str, *, seconds: float = SECONDS) -> dict[str, str]:
    """The commit of each tag of the repository at `address`. Raises Unreachable."""
    # In a session of its own ssh has no terminal to ask on, and what git started ends with it.
    asked = subprocess.Popen(
        ["git", "ls-remote", "--tags", "--", address],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=surroundings(SILENT),
        start_new_session=True,
    )
    try:
        listed, said = asked.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        _end(asked)
        raise Unreachable(f"no answer within {seconds:g} seconds") from None
    if asked.returncode:
        raise Unreachable(" ".join(said.decode(errors="replace").split()))
    # An annotated tag comes twice, at last as `name^{}` with the commit.
    lines = (line.partition("\trefs/tags/") for line in listed.decode(errors="replace").splitlines())
    return {name.removesuffix("^{}"): commit for commit, _, name in lines if name}


def _end(process: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.communicate()
