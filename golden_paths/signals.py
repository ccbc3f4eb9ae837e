"""Lets Ctrl-C, the end of a terminal and CI stop the program in good order: what it made is gone afterwards."""

import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType

SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
Handler = Callable[[int, FrameType | None], object] | int | None


class Stopped(BaseException):
    """A signal came. Not an Exception, so that nobody takes it for a failure of a step."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.number = number


@contextmanager
def stoppable() -> Iterator[None]:
    """Raise Stopped at the first of these signals. One that is ignored (nohup, a job in the background) stays so."""
    before = {each: signal.getsignal(each) for each in SIGNALS}
    for each, handler in before.items():
        if handler != signal.SIG_IGN:
            signal.signal(each, _stop)
    try:
        yield
    finally:
        _restore(before)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Ignore them."""
    before = {each: signal.signal(each, signal.SIG_IGN) for each in SIGNALS}
    try:
        yield
    finally:
        _restore(before)


def _restore(before: Mapping[signal.Signals, Handler]) -> None:
    for each, handler in before.items():
        signal.signal(each, handler if handler is not None else signal.SIG_DFL)


def _stop(number: int, _frame: FrameType | None) -> None:
    for each in SIGNALS:  # a second one must not disturb the clearing up
        signal.signal(each, signal.SIG_IGN)
    raise Stopped(number)
