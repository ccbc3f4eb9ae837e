"""Runs the program of a step and says how it ended.

The exit code of a GnuCOBOL main program is its RETURN-CODE. A run-time error of libcob ends with exit code 1, which no
one could tell from RETURN-CODE 1: it is known by the line that libcob writes to stderr.
"""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from batch.outcome import ABEND_FROM
from batch.printed import Errors, pump

# What a program may see of this process's environment: neither credentials nor task tokens.
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "PYTHONDONTWRITEBYTECODE")
_TERM_SECONDS = 10


@dataclass(frozen=True, kw_only=True)
class Ended:
    """code: the return code, None after an abend. abend: why, "" without one. seconds: elapsed."""

    code: int | None
    abend: str
    seconds: float


class Program:
    """One run of a program. `stop` may be called from another thread."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        dds: Mapping[str, Path],
        folder: Path,
        environment: Mapping[str, str] | None = None,
        crashes_with: int | None = None,
    ) -> None:
        """folder: an empty one; what the program writes without a DD lands there. dds: the file of each DD name.
        environment: what else it sees. crashes_with: an exit code that is no return code of it."""
        passed = {name: os.environ[name] for name in os.environ if name in _PASSED_ON or name.startswith("COB_")}
        # Files are named by DD alone.
        passed.pop("COB_FILE_PATH", None)
        self._environment = {**passed, **(environment or {}), **{f"DD_{name}": str(path) for name, path in dds.items()}}
        self._command = command
        self._folder = folder
        self._crashes_with = crashes_with
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = threading.Event()

    def run(self, *, printed: BinaryIO, echo: BinaryIO | None) -> Ended:
        """Run to its end. printed, echo: receive what it displays, as it comes. Raises OSError: it cannot start."""
        start = time.monotonic()
        errors = Errors()
        with subprocess.Popen(  # noqa: S603 - a program of this repository, by its path, and PARM as one argument
            self._command,
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        ) as process:
            self._process = process
            if self._stopped.is_set():
                self.stop()
            assert process.stdout is not None
            assert process.stderr is not None
            lock = threading.Lock()
            out = threading.Thread(target=pump, args=(process.stdout, lock, [printed, echo], None))
            err = threading.Thread(target=pump, args=(process.stderr, lock, [printed, echo], errors))
            for thread in (out, err):
                thread.start()
            for thread in (out, err):
                thread.join()
            status = process.wait()
        seconds = time.monotonic() - start
        if status == self._crashes_with:
            return Ended(
                code=None,
                abend=f"exit code {status}, which is no return code of it: {errors.last_line()}",
                seconds=seconds,
            )
        return _ended(status, errors.found(), seconds)

    def stop(self) -> None:
        """End it: SIGTERM, then SIGKILL."""
        self._stopped.set()
        process = self._process
        if process is None or process.poll() is not None:
            return
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(_TERM_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _ended(status: int, error: str, seconds: float) -> Ended:
    if status < 0:
        return Ended(code=None, abend=f"signal {signal.Signals(-status).name}", seconds=seconds)
    if error and status:
        return Ended(code=None, abend=f"run-time error of COBOL: {error}", seconds=seconds)
    if status >= ABEND_FROM:
        return Ended(code=None, abend=f"return code {status}, and {ABEND_FROM} and above is an abend", seconds=seconds)
    return Ended(code=status, abend="", seconds=seconds)
