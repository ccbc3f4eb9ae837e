"""Nothing stays behind: namespaces and what runs in them go with the run, however it ends."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.traffic.namespaces import FOLDER, PREFIX, remove

# SIGINT by name, because a program that is started in the background is told to ignore it.
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def removed_at_the_end() -> Iterator[None]:
    """Remove what earlier runs left behind that were killed; at the end, everything of this one, also when it is
    interrupted by SIGINT, SIGTERM or SIGHUP."""
    remove_stale()
    before = {number: signal.signal(number, _interrupt) for number in _SIGNALS}
    try:
        yield
    finally:
        # From here on to the end: a second signal must not leave half of them.
        for number in before:
            signal.signal(number, signal.SIG_IGN)
        for name in _names():
            if name.split("-")[1] == str(os.getpid()):
                remove(name)
        for number, handler in before.items():
            signal.signal(number, handler)


def remove_stale() -> None:
    """Remove the namespaces of runs whose process is gone."""
    for name in _names():
        if not Path("/proc", name.split("-")[1]).exists():
            remove(name)


def _names() -> list[str]:
    found = [path.name for path in FOLDER.glob(f"{PREFIX}-*-*")] if FOLDER.is_dir() else []
    return [name for name in found if name.split("-")[1].isdigit()]


def _interrupt(number: int, _frame: object) -> None:
    raise KeyboardInterrupt(f"signal {number}")
