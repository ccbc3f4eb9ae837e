"""Answers copier's questions through a terminal, as a person does."""

import os
import re
import sys
from pathlib import Path

import pexpect

DOWN, ENTER = "\x1b[B", "\r"
# Without CPR prompt_toolkit does not wait for a cursor position that no terminal reports here.
ENVIRONMENT = {**os.environ, "PROMPT_TOOLKIT_NO_CPR": "1", "TERM": "xterm", "PYTHONIOENCODING": "utf-8"}


class Terminal:
    """A `copier` command in a terminal wide enough for one line a choice."""

    def __init__(self, *arguments: str, folder: Path) -> None:
        command = ["-m", "copier", *arguments]
        options = {"cwd": str(folder), "env": ENVIRONMENT, "encoding": "utf-8", "timeout": 40}
        self._process = pexpect.spawn(sys.executable, command, dimensions=(60, 400), **options)
        self._seen = ""

    def wait_for(self, text: str) -> str:
        """Read until `text` shows, and return everything since the last call, without control sequences."""
        self._process.expect_exact(text)
        self._seen = _plain(str(self._process.before) + text)
        return self._seen

    def press(self, *keys: str) -> None:
        self._process.send("".join(keys))

    def finish(self) -> tuple[int, str]:
        """The exit code, and what was printed since the last call."""
        self._process.expect(pexpect.EOF)
        self._process.close()
        return int(self._process.exitstatus or 0), _plain(str(self._process.before))


def _plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)
