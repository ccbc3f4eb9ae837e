"""Answers copier's questions through a terminal of 80 columns and 24 lines, and sees of it what a person sees."""

import os
import re
import select
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pyte
from forked import begun

COLUMNS, ROWS = 80, 24
UP, DOWN, ENTER, CLEAR = "\x1b[A", "\x1b[B", "\r", "\x15"
# Without CPR prompt_toolkit does not wait for a cursor position that no terminal reports here.
ENVIRONMENT = {**os.environ, "PROMPT_TOOLKIT_NO_CPR": "1", "TERM": "xterm", "PYTHONIOENCODING": "utf-8"}
PATIENCE = 40
QUIET = 0.15
# After each screen, from the commands that `loaded_programs.py` forks.
TITLE = re.compile(rb"\x1b\]2;(\d+)\x07")


class Terminal:
    """A `copier` command and the screen that it writes on.

    by_hand: a Python of its own, as a person starts it. Otherwise a process that has copier loaded is forked, which
    tells when it has answered what was typed: a twentieth of the time.
    """

    def __init__(self, *arguments: str, folder: Path, by_hand: bool = False) -> None:
        self._master, device = os.openpty()
        termios.tcsetwinsize(device, (ROWS, COLUMNS))
        self._ended = (_started if by_hand else _forked)(device, folder, arguments)
        os.close(device)
        self._read_on = self._read_until_quiet if by_hand else self._read_a_screen
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)
        self._unread = b""
        self._typed = 0
        self._is_answered = False
        self._asked = ""

    @property
    def lines(self) -> list[str]:
        """What is on the screen, without empty lines."""
        return [line.rstrip() for line in self._screen.display if line.strip()]

    @property
    def question(self) -> list[str]:
        """The lines of the question that is being asked: what it says, what is typed or offered, and a refusal."""
        marks = [number for number, line in enumerate(self.lines) if line.startswith("🎤")]
        return [self.lines[marks[-1]].removeprefix("🎤").lstrip(), *self.lines[marks[-1] + 1 :]] if marks else []

    def wait_for(self, words: str) -> list[str]:
        """The question on the screen, as soon as it answers what was typed and has these words in one of its lines."""
        return self._once(lambda: any(words in line for line in self.question), words)

    def next_question(self, words: str) -> list[str]:
        """As `wait_for`, but never the question that this returned before, on whose screen the same words may stand."""

        def is_asked() -> bool:
            question = self.question
            return bool(question) and question[0] != self._asked and any(words in line for line in question)

        shown = self._once(is_asked, words)
        self._asked = shown[0]
        return shown

    def press(self, *keys: str) -> None:
        """Type these, one after the other."""
        typed = "".join(keys)
        self._typed += len(typed)
        self._is_answered = False
        os.write(self._master, typed.encode())

    def finish(self) -> tuple[int, list[str]]:
        """The exit code, and the last lines on the screen."""
        end = time.monotonic() + PATIENCE
        while self._read_on():
            assert time.monotonic() < end, "copier does not end:\n" + "\n".join(self.lines)
        return self._ended(), self.lines

    def __del__(self) -> None:
        # A command that still asks ends with its terminal.
        os.close(self._master)

    def _once(self, is_there: Callable[[], bool], words: str) -> list[str]:
        end = time.monotonic() + PATIENCE
        while not (self._is_answered and is_there()):
            assert self._read_on(), f"copier ended before it said {words!r}:\n" + "\n".join(self.lines)
            assert time.monotonic() < end, f"{words!r} does not come:\n" + "\n".join(self.lines)
        return self.question

    def _read_a_screen(self) -> bool:
        """Show what comes, up to the end of a screen. Whether there may be more: no, when the command has ended."""
        if title := TITLE.search(self._unread):
            self._stream.feed(self._unread[: title.start()])
            self._unread = self._unread[title.end() :]
            self._is_answered = int(title[1]) == self._typed
            return True
        received = self._received(1)
        self._unread += received or b""
        if received is None:
            self._stream.feed(self._unread)
        return received is not None

    def _read_until_quiet(self) -> bool:
        """The same for a command that does not tell: what it shows is its answer when nothing comes for a while."""
        received = self._received(QUIET)
        self._stream.feed(received or b"")
        self._is_answered = not received
        return received is not None

    def _received(self, seconds: float) -> bytes | None:
        """What comes within so many seconds; nothing at all when the command has ended."""
        if not select.select([self._master], [], [], seconds)[0]:
            return b""
        try:
            return os.read(self._master, 65536) or None
        except OSError:
            return None


def _started(device: int, folder: Path, arguments: tuple[str, ...]) -> Callable[[], int]:
    """Start the command on this device; returns what waits for its end and gives its code."""
    command = [sys.executable, "-m", "copier", *arguments]
    process = subprocess.Popen(command, cwd=folder, env=ENVIRONMENT, preexec_fn=partial(os.login_tty, device))
    return process.wait


def _forked(device: int, folder: Path, arguments: tuple[str, ...]) -> Callable[[], int]:
    return begun(("copier", *arguments), [os.ttyname(device)] * 3, folder, ENVIRONMENT)
