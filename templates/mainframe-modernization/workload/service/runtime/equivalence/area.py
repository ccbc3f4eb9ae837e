"""Calls a COBOL subprogram once for each record of a file, with the record as its USING area.

`python -I area.py FOLDER PROGRAM LENGTH BEFORE AFTER`: AFTER gets the areas as the program left them. The exit code is
the highest RETURN-CODE. Each call is a process of its own: it sees nothing of the one before, and STOP RUN or an error
of the run time ends it alone. CANCEL between the calls would not do: libcob 3.1.2 reads what it freed when the program
is INITIAL.
"""

import ctypes
import os
import sys
from io import FileIO
from pathlib import Path

# Of GnuCOBOL 3.1 and 3.2.
_LIBRARY = "libcob.so.4"
# Behind the area; whoever writes past its end writes here first.
_GUARD = b"\xa5" * 4096


def main(folder: str, program: str, length: int, before: Path, after: Path) -> int:
    """Returns the exit code; 1 after one line on stderr that begins with "area: error:"."""
    try:
        cob = ctypes.CDLL(_LIBRARY, mode=ctypes.RTLD_GLOBAL)
    except OSError as error:
        return _failed(f"{_LIBRARY} cannot be loaded ({error}); install the COBOL run time, for example libcob4")
    cob.cob_resolve.restype = ctypes.c_void_p
    cob.cob_resolve_error.restype = ctypes.c_char_p
    cob.cob_init(0, None)
    name = program.encode("ascii")
    if not cob.cob_resolve(name):
        return _failed(
            f"{program} cannot be loaded from {folder}: {(cob.cob_resolve_error() or b'').decode(errors='replace')}"
        )
    highest = 0
    with before.open("rb") as source, after.open("wb", buffering=0) as target:
        while record := source.read(length):
            done = target.tell()
            if not (call := os.fork()):
                os._exit(_call(cob, name, record, target))
            _, status = os.waitpid(call, 0)
            if os.WIFSIGNALED(status):
                os.kill(os.getpid(), os.WTERMSIG(status))
            highest = max(highest, os.WEXITSTATUS(status))
            if target.tell() != done + length:
                # It did not return, or wrote past its end: what was done before stays.
                return highest
    return highest


def _call(cob: ctypes.CDLL, name: bytes, record: bytes, target: FileIO) -> int:
    """RETURN-CODE, at most 255."""
    area = ctypes.create_string_buffer(record + _GUARD, len(record) + len(_GUARD))
    code = int(cob.cob_call(name, 1, (ctypes.c_void_p * 1)(ctypes.addressof(area))))
    # What it DISPLAYed waits in a buffer of C.
    ctypes.CDLL(None).fflush(None)
    if area.raw[len(record) :] != _GUARD:
        return _failed(f"{name.decode()} wrote past the end of its area of {len(record)} bytes")
    target.write(area.raw[: len(record)])
    return min(code, 255)


def _failed(reason: str) -> int:
    print(f"area: error: {reason}", file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    folder, program, length, before, after = sys.argv[1:]
    sys.exit(main(folder, program, int(length), Path(before), Path(after)))
