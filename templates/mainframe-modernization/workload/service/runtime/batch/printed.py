"""What a program prints: passed on as it comes, and searched for run-time errors."""

import re
import threading
from collections.abc import Callable
from typing import IO, BinaryIO

# "libcob: error: …" (3.1.2), "libcob: POST.cbl:120: error: …" (3.2, and 3.1.2 with the line).
_RUNTIME_ERROR = re.compile(rb"^libcob: (?:[^ ]*: )?error: (?P<text>.*)", re.MULTILINE)


class Errors:
    """Keeps the end of stderr, where a run-time error stands."""

    def __init__(self) -> None:
        self._text = b""

    def write(self, chunk: bytes) -> None:
        """What came next."""
        self._text = (self._text + chunk)[-65_536:]

    def last_line(self) -> str:
        """For what is no run-time error of COBOL."""
        return self._text.decode(errors="replace").rstrip().rpartition("\n")[2]

    def found(self) -> str:
        """The text of a run-time error of libcob, "" without one."""
        found = _RUNTIME_ERROR.search(self._text)
        return found["text"].decode(errors="replace").strip() if found else ""


def pump(source: IO[bytes], lock: threading.Lock, targets: list[BinaryIO | None], errors: Errors | None) -> None:
    """Copy what a program prints to each of `targets`, as it comes and until its end."""
    read: Callable[[int], bytes] = source.read1  # type: ignore[attr-defined]
    while chunk := read(65_536):
        with lock:
            for target in targets:
                if target is not None:
                    target.write(chunk)
                    target.flush()
        if errors is not None:
            errors.write(chunk)
