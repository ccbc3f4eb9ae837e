"""Runs make targets side by side and says meanwhile what they do: `python run_targets.py --make make unit lint`.

What a target prints is shown in one piece when the target ends, so that the outputs never mix. Until then a terminal
shows how long each one has run; a log gets a line now and then. Every target runs to its end, even if another one
fails; with `--in-order` each one waits for the one before it, and nothing runs after a failure.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import IO

AT_ONCE = 2
TICK_S = 0.1
# How long nobody hears anything at most; in a log each sign of life is a line that stays.
SILENT_IN_TERMINAL_S = 1.0
SILENT_IN_LOG_S = 20.0
CLEAR_LINE = "\r\x1b[K"


@dataclass
class Running:
    """A target that runs: its process, and the file that everything it prints goes to."""

    target: str
    process: subprocess.Popen[bytes]
    output: IO[bytes]
    began: float = field(default_factory=time.monotonic)

    @property
    def lasted(self) -> str:
        return f"{time.monotonic() - self.began:.0f} s"


@dataclass
class Screen:
    """Where all of this is shown. terminal: it has a last line that can be written again."""

    terminal: bool
    said: float = field(default_factory=time.monotonic)

    def line(self, text: str) -> None:
        self._write(f"{CLEAR_LINE if self.terminal else ''}{text}\n")

    def progress(self, running: Sequence[Running], waiting: Sequence[str]) -> None:
        """A sign of life, when the last one is long ago."""
        if time.monotonic() - self.said < (SILENT_IN_TERMINAL_S if self.terminal else SILENT_IN_LOG_S):
            return
        text = "running: " + ", ".join(f"{each.target} {each.lasted}" for each in running)
        text += f"; then {', '.join(waiting)}" if waiting else ""
        if self.terminal:
            self._write(CLEAR_LINE + text[: shutil.get_terminal_size().columns - 1])
        else:
            self.line(text)

    def outcome(self, ended: Running, how: str) -> None:
        """How a target ended, and all that it printed."""
        self.line(f"--- {ended.target}: {how} after {ended.lasted}")
        ended.output.seek(0)
        sys.stdout.buffer.write(ended.output.read())
        sys.stdout.buffer.flush()

    def _write(self, text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()
        self.said = time.monotonic()


def run(make: str, targets: Sequence[str], *, in_order: bool, screen: Screen) -> list[str]:
    """Run `targets` with the program `make`. Returns those that failed, and with `in_order` those that never ran."""
    waiting, running, failed = list(targets), list[Running](), list[str]()
    screen.line(f"{'One after the other' if in_order else 'Side by side'}: {', '.join(targets)}")
    try:
        while running or waiting:
            while waiting and len(running) < (1 if in_order else AT_ONCE):
                running.append(_start(make, waiting.pop(0)))
            time.sleep(TICK_S)
            for ended in [each for each in running if each.process.poll() is not None]:
                running.remove(ended)
                screen.outcome(ended, "failed" if ended.process.returncode else "passed")
                if ended.process.returncode:
                    failed.append(ended.target)
            if failed and in_order:
                return failed + waiting
            if running:
                screen.progress(running, waiting)
    except KeyboardInterrupt:
        # A terminal sends Ctrl-C to the targets as well; what they say of it shows where they were.
        for each in running:
            each.process.wait()
            screen.outcome(each, "interrupted")
        raise
    finally:
        for each in running:
            each.process.terminate()
    return failed


def _start(make: str, target: str) -> Running:
    output = tempfile.TemporaryFile()  # noqa: SIM115  read when the target has ended
    # make hands its own open files on, through which several of them agree on how much runs at once.
    process = subprocess.Popen(  # noqa: S603
        [make, "--no-print-directory", "--keep-going", target],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        close_fds=False,
    )
    return Running(target, process, output)


def _ended(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)


def main(arguments: Sequence[str]) -> int:
    """Returns the exit code: 0 when every target passed."""
    parser = argparse.ArgumentParser(description="Runs make targets and says meanwhile what they do.")
    parser.add_argument("--make", required=True, help="the program make")
    parser.add_argument("--in-order", action="store_true", help="one after the other, to the first that fails")
    parser.add_argument("targets", nargs="+")
    given = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _ended)
    terminal = sys.stdout.isatty() and os.environ.get("TERM") != "dumb" and "CI" not in os.environ
    try:
        failed = run(given.make, given.targets, in_order=given.in_order, screen=Screen(terminal))
        print(f"Failed: {', '.join(failed)}" if failed else "All passed.")
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read this has closed it, as `| head` does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
