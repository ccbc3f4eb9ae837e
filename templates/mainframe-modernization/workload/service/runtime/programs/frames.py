"""Messages between pool and worker on a stream socket: length, kind and content, so that half of one is none.

A frame is four bytes length (big-endian, of what follows), one byte kind, and the content:
CALL area → REPLY return code (four bytes, signed) and area, or FAILED sentence. READY comes once, unasked.
"""

import socket
import struct
from enum import IntEnum

_HEAD = struct.Struct(">IB")
HEAD_BYTES = _HEAD.size
RETURN_CODE = struct.Struct(">i")
# An area of a subprogram has some kilobytes. Larger lengths are noise of something else that writes to the socket.
MOST_BYTES = 16 * 1024 * 1024

Frame = tuple["Kind", bytes]


class Kind(IntEnum):
    """What a frame means."""

    READY = 1
    CALL = 2
    REPLY = 3
    FAILED = 4


_KINDS = frozenset(Kind)


class Ended(Exception):
    """The other side closed its end, or what it sent is no frame."""


def pack(kind: Kind, content: bytes = b"") -> bytes:
    """The bytes to send."""
    return _HEAD.pack(len(content) + 1, kind) + content


def receive(connection: socket.socket) -> Frame:
    """The next frame of the pool, for a worker, which has nothing else to do meanwhile. Raises Ended."""
    length, kind = head(_exactly(connection, HEAD_BYTES))
    return kind, _exactly(connection, length)


def head(received: bytes | bytearray) -> tuple[int, Kind]:
    """Length of the content, and kind, of the frame that begins here. Raises Ended."""
    length, kind = _HEAD.unpack_from(received)
    if not 1 <= length <= MOST_BYTES or kind not in _KINDS:
        raise Ended(f"{bytes(received[:HEAD_BYTES]).hex()} is no head of a frame")
    return length - 1, Kind(kind)


def _exactly(connection: socket.socket, length: int) -> bytes:
    received = bytearray()
    while len(received) < length:
        part = connection.recv(length - len(received))
        if not part:
            raise Ended("the connection ended")
        received += part
    return bytes(received)
