"""Answers copier's questions through a terminal of 80 columns and 24 lines, and sees of it what a person sees."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pexpect
import pyte

COLUMNS, ROWS = 80, 24
UP, DOWN, ENTER, CLEAR = "\x1b[A", "\x1b[B", "\r", "\x15"
# Without CPR prompt_toolkit does not wait for a cursor position that no terminal reports here.
ENVIRONMENT = {**os.environ, "PROMPT_TOOLKIT_NO_CPR": "1", "TERM": "xterm", "PYTHONIOENCODING": "utf-8"}
PATIENCE = 40


class Terminal:
    """A `copier` command and the screen that it writes on."""

    def __init__(self, *arguments: str, folder: Path) -> None:
        command = ["-m", "copier", *arguments]
        options = {"cwd": str(folder), "env": ENVIRONMENT, "encoding": "utf-8"}
        self._process = pexpect.spawn(sys.executable, command, dimensions=(ROWS, COLUMNS), **options)
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.Stream(self._screen)
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
        """The question on the screen, as soon as these words are in one of its lines and nothing more comes."""
        return self._once(lambda: any(words in line for line in self.question), words)

    def next_question(self, words: str) -> list[str]:
        """As `wait_for`, but never the question that this returned before, on whose screen the same words may stand."""

        def is_asked() -> bool:
            question = self.question
            return bool(question) and question[0] != self._asked and any(words in line for line in question)

        shown = self._once(is_asked, words)
        self._asked = shown[0]
        return shown

    def _once(self, is_there: Callable[[], bool], words: str) -> list[str]:
        end = time.monotonic() + PATIENCE
        while not is_there():
            running = self._read(0.1)
            assert running, f"copier ended before it said {words!r}:\n" + "\n".join(self.lines)
            assert time.monotonic() < end, f"{words!r} does not come:\n" + "\n".join(self.lines)
        while self._read(0.15, until_quiet=True):
            pass
        return self.question

    def press(self, *keys: str) -> None:
        self._process.send("".join(keys))

    def finish(self) -> tuple[int, list[str]]:
        """The exit code, and the last lines on the screen."""
        end = time.monotonic() + PATIENCE
        while self._read(0.5):
            assert time.monotonic() < end, "copier does not end:\n" + "\n".join(self.lines)
        self._process.close()
        return int(self._process.exitstatus or 0), self.lines

    def _read(self, seconds: float, *, until_quiet: bool = False) -> bool:
        """Show what comes within so many seconds. Whether there may be more: no, when the command has ended."""
        try:
            self._stream.feed(self._process.read_nonblocking(65536, timeout=seconds))
        except pexpect.TIMEOUT:
            return not until_quiet
        except pexpect.EOF:
            return False
        return True
