"""The process that runs one COBOL subprogram: `python -S -m programs.worker SOCKET FOLDER MODULE LENGTH [CANCELS…]`.

SOCKET: number of an open socket to the pool. What the program DISPLAYs goes to stdout and stderr, never to the socket.
"""

import ctypes
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from programs import frames
from programs.errors import ProgramError
from programs.frames import Kind
from programs.libcob import RunUnit

_PR_SET_PDEATHSIG = 1


def die_with_the_pool() -> None:
    """A program in an endless loop never notices that its socket was closed: Linux ends it with its parent."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def serve(pool: socket.socket, call: Callable[[bytes], tuple[int, bytes]]) -> None:
    """Answer calls until the pool closes the connection. Returns after an error, so that the process ends."""
    pool.sendall(frames.pack(Kind.READY))
    while True:
        try:
            _, area = frames.receive(pool)
        except frames.Ended:
            return
        try:
            return_code, left = call(area)
        except ProgramError as error:
            pool.sendall(frames.pack(Kind.FAILED, str(error).encode()))
            return
        pool.sendall(frames.pack(Kind.REPLY, frames.RETURN_CODE.pack(return_code) + left))


def main(arguments: list[str]) -> None:
    """Load the program, say so, serve."""
    die_with_the_pool()
    number, folder, module, length, *cancels = arguments
    pool = socket.socket(fileno=int(number))
    try:
        run_unit = RunUnit(module, Path(folder), int(length), cancels)
    except ProgramError as error:
        pool.sendall(frames.pack(Kind.FAILED, str(error).encode()))
        return
    serve(pool, run_unit.call)


if __name__ == "__main__":
    main(sys.argv[1:])
