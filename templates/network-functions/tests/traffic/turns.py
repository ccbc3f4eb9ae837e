"""Compares two paths on a machine that does other things as well: they take turns, in short slices."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import quantiles
from typing import TypeVar

from tests.traffic.figures import Better

# What takes longer has shown enough.
SECONDS_AT_MOST = 20
Path = TypeVar("Path")
Value = TypeVar("Value")


def take_turns(
    measure: Callable[[Path], Value],
    one: Path,
    other: Path,
    *,
    rounds: int,
    enough: Callable[[list[Value], list[Value]], bool] = lambda *_: True,
) -> tuple[list[Value], list[Value]]:
    """What `measure` gives of both paths, `rounds` times. The first of a round is each of them every other time.

    enough: whether the values of both show what they should. If not, there are more rounds, up to three times as many:
    a path that is slow stays slow, a machine that was busy does not stay busy.
    """
    values: tuple[list[Value], list[Value]] = [], []
    until = time.monotonic() + SECONDS_AT_MOST
    for number in range(3 * rounds):
        whole = number and number % rounds == 0
        if (whole and enough(*values)) or (number >= 2 and time.monotonic() > until):
            break
        for path, found in ((one, values[0]), (other, values[1]))[:: -1 if number % 2 else 1]:
            found.append(measure(path))
    return values


@contextmanager
def first_in_line() -> Iterator[None]:
    """Run the calling thread before all others that are ready, in slices of at most a second or two: another program
    that takes the processor for a moment would otherwise be in the 99th percentile. Where that is not allowed (some
    containers), the figures are less steady."""
    before = os.sched_getscheduler(0), os.sched_getparam(0)
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO | os.SCHED_RESET_ON_FORK, os.sched_param(1))
    except PermissionError:
        yield
        return
    try:
        yield
    finally:
        os.sched_setscheduler(0, *before)


def undisturbed(values: list[float], better: Better) -> float:
    """The quartile on the good side: what else the machine does makes a slice worse, never better."""
    lower, _, upper = quantiles(values, n=4)
    return upper if better is Better.HIGHER else lower
