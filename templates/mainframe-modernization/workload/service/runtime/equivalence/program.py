"""Runs one compiled program as a job step would: DD names as environment variables, PARM, a pinned date."""

import hashlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from equivalence import area
from equivalence.cases import AREA, SYSOUT, Case
from equivalence.errors import EquivalenceError

# Of the environment of this process, and what else a run has so that it is the same wherever it happens.
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH")
_FIXED = {"LC_ALL": "C", "TZ": "UTC"}
# cobc's programs end with 1 after an error of the run time, which is no return code of the program.
_RUN_TIME_ERROR = re.compile(r"^(?:libcob|area):.*\berror: ?(.*)$", re.MULTILINE)
_LAST_BYTES = 4096


@dataclass(frozen=True, kw_only=True)
class Run:
    """return_code: None after an abend or a time-out, which `problem` names in one sentence, "" without."""

    return_code: int | None
    seconds: float
    problem: str = ""


def executable(case: Case, programs: Path) -> Path:
    """The compiled program. Raises EquivalenceError: it is not there."""
    path = programs / (f"{case.program}.so" if case.subprogram else case.program)
    if not path.is_file():
        raise EquivalenceError(
            f"program {case.program}: {path} is not there; compile the programs, for example with make cobol."
        )
    return path.resolve()


def digest(path: Path) -> str:
    """SHA-256 of a file as 64 hexadecimal digits: which build a report is about."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def run(case: Case, program: Path, files: Mapping[str, Path], *, work: Path, sysout: Path, length: int = 0) -> Run:
    """files: by DD name. work: an empty folder to run in. sysout: where what it DISPLAYs goes. length: bytes of the
    USING area of a subprogram."""
    command = [str(program), *([case.parameter] if case.parameter is not None else [])]
    if case.subprogram:
        # Alone, without the paths of this process: it is only ctypes around libcob.
        names = str(program.parent), case.program, str(length), str(files[AREA]), str(work.parent / f"{AREA}.after")
        command = [sys.executable, "-I", area.__file__, *names]
    errors = sysout.with_suffix(".errors")
    begun = time.monotonic()
    with sysout.open("wb") as out, errors.open("wb") as err:
        # S603: the program is the one that the case names, from the folder of the build.
        process = subprocess.Popen(  # noqa: S603
            command,
            cwd=work,
            env=_environment(case, program, files),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
        try:
            code: int | None = process.wait(case.timeout_seconds)
        except subprocess.TimeoutExpired:
            code = None
        finally:
            _end(process)
    seconds = time.monotonic() - begun
    problem = _problem(case, code, _tail(errors))
    return Run(return_code=None if problem else code, seconds=seconds, problem=problem)


def _environment(case: Case, program: Path, files: Mapping[str, Path]) -> dict[str, str]:
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    # A module that a program calls is found beside it.
    ours = {
        "COB_LIBRARY_PATH": str(program.parent),
        **{f"DD_{dd}": str(path) for dd, path in files.items() if dd != SYSOUT},
    }
    return {**passed_on, **_FIXED, **case.environment, **ours}


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Also what the program started itself."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _problem(case: Case, code: int | None, errors: str) -> str:
    said = _RUN_TIME_ERROR.search(errors)
    reason = f": {said.group(1).strip()}" if said else ""
    if code is None:
        return (
            f"program {case.program} did not end within {case.timeout_seconds} s and was ended; "
            "raise timeout_seconds of the case if it needs more."
        )
    if code < 0:
        return f"program {case.program} abended with signal {signal.Signals(-code).name}{reason}."
    if code == 1 and said:
        return f"program {case.program} abended{reason}."
    return ""


def _tail(path: Path) -> str:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _LAST_BYTES))
        return file.read().decode(errors="replace")
