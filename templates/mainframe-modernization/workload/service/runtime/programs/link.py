"""The pool's end of the connection to a worker."""

import asyncio

from programs.frames import HEAD_BYTES, Ended, Frame, Kind, head, pack


class Link(asyncio.Protocol):
    """One answer is awaited at a time. Made in a running event loop.

    A protocol and no StreamReader: the end of a worker is seen when it happens, not at the next read.

    ready: the first frame, which comes unasked.
    """

    def __init__(self) -> None:
        self.closed = False
        self._received = bytearray()
        self._transport: asyncio.Transport | None = None
        self.ready = self._awaited = asyncio.get_running_loop().create_future()

    def send(self, kind: Kind, content: bytes) -> "asyncio.Future[Frame]":
        """Send a frame; the result is its answer. Fails with Ended."""
        answer = self._awaited = asyncio.get_running_loop().create_future()
        if self._transport is None or self.closed:
            answer.set_exception(Ended("the connection ended"))
        else:
            self._transport.write(pack(kind, content))
        return answer

    def close(self) -> None:
        """The other side sees the end."""
        if self._transport is not None:
            self._transport.close()
        self.closed = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport), "a stream socket"
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        try:
            while len(self._received) >= HEAD_BYTES:
                length, kind = head(self._received)
                if len(self._received) < HEAD_BYTES + length:
                    return
                content = bytes(self._received[HEAD_BYTES : HEAD_BYTES + length])
                del self._received[: HEAD_BYTES + length]
                if self._awaited.done():
                    raise Ended("an answer came that nobody had asked for")
                self._awaited.set_result((kind, content))
        except Ended as error:
            self._fail(error)
            self.close()

    def connection_lost(self, _: Exception | None) -> None:
        self.closed = True
        self._fail(Ended("the connection ended"))

    def _fail(self, error: Ended) -> None:
        if not self._awaited.done():
            self._awaited.set_exception(error)
