"""Which line of this repository something comes from, so that a person can open it."""

import functools
import traceback
from collections.abc import Iterable
from pathlib import Path
from types import FrameType, TracebackType

REPOSITORY = Path(__file__).resolve().parent.parent
# Where a team writes; what it calls there is not what it has to look at.
TEAM = "extensions"


def line_that_runs(frame: FrameType | None) -> str:
    """As `line_of`, for what is being executed: `frame` and its callers."""
    return line_of((each.f_code.co_filename, number) for each, number in traceback.walk_stack(frame))


def line_that_raised(trace: TracebackType | None) -> str:
    """As `line_of`, for where an exception came from."""
    frames = [(each.f_code.co_filename, number) for each, number in traceback.walk_tb(trace)]
    return line_of(reversed(frames))


def line_of(frames: Iterable[tuple[str, int]]) -> str:
    """The line of the team's code, else the innermost one of this repository, for example `extensions/resources.py:12`.

    frames: files and line numbers, innermost first. Empty when none of them is of this repository.
    """
    innermost = ""
    for file, number in frames:
        name = _name(file)
        if name.startswith(f"{TEAM}/"):
            return f"{name}:{number}"
        if name and not innermost:
            innermost = f"{name}:{number}"
    return innermost


@functools.cache
def _name(file: str) -> str:
    """The path of a file from the top of this repository; empty for what is installed or not of this repository."""
    path = Path(file)
    if not path.is_absolute():
        path = REPOSITORY / path
    if "site-packages" in path.parts or not path.is_relative_to(REPOSITORY):
        return ""
    name = path.relative_to(REPOSITORY).as_posix()
    return "" if name.startswith((".", "<")) else name
