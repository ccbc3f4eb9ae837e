"""Half of a message is none, and noise is no message."""

import asyncio
import socket
from collections.abc import Iterator

import pytest

from programs import frames, worker
from programs.errors import ProgramError
from programs.frames import Ended, Kind
from programs.link import Link

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def test_a_frame_arrives_as_it_was_sent_however_it_is_cut(pair: Pair) -> None:
    sent = frames.pack(Kind.CALL, b"area") + frames.pack(Kind.CALL)
    for byte in sent:
        pair[0].send(bytes([byte]))
    assert frames.receive(pair[1]) == (Kind.CALL, b"area")
    assert frames.receive(pair[1]) == (Kind.CALL, b"")


@pytest.mark.parametrize(
    "sent", [b"", b"\0\0", frames.pack(Kind.CALL, b"area")[:-1], b"libcob: error", b"\0\0\0\5\x09area"]
)
def test_half_a_frame_or_noise_is_the_end(pair: Pair, sent: bytes) -> None:
    pair[0].sendall(sent)
    pair[0].shutdown(socket.SHUT_WR)
    with pytest.raises(Ended):
        frames.receive(pair[1])


@pytest.mark.parametrize(
    "sent", [b"", frames.pack(Kind.REPLY, b"area")[:-1], b"libcob: error", frames.pack(Kind.REPLY) * 2]
)
def test_a_link_that_gets_noise_half_a_frame_or_one_too_many_is_closed(pair: Pair, sent: bytes) -> None:
    async def run() -> None:
        loop = asyncio.get_running_loop()
        _, link = await loop.create_unix_connection(Link, sock=pair[0])
        pair[1].sendall(frames.pack(Kind.READY))
        assert await link.ready == (Kind.READY, b"")
        answer = link.send(Kind.CALL, b"area")
        await asyncio.to_thread(_answer, pair[1], sent)
        await asyncio.wait({answer})
        while not link.closed:
            await asyncio.sleep(0)
        # A second frame that nobody asked for leaves the first one valid.
        assert (answer.exception() is None) is (sent == frames.pack(Kind.REPLY) * 2)
        with pytest.raises(Ended):
            await link.send(Kind.CALL, b"area")

    asyncio.run(run())


def _answer(theirs: socket.socket, sent: bytes) -> None:
    assert frames.receive(theirs) == (Kind.CALL, b"area")
    theirs.sendall(sent)
    theirs.shutdown(socket.SHUT_WR)


def test_a_worker_serves_until_the_pool_goes(pair: Pair) -> None:
    pool, theirs = pair
    pool.sendall(frames.pack(Kind.CALL, b"one") + frames.pack(Kind.CALL, b"two"))
    pool.shutdown(socket.SHUT_WR)
    worker.serve(theirs, lambda area: (4, area[::-1]))
    received = [frames.receive(pool) for _ in range(3)]
    code = frames.RETURN_CODE.pack(4)
    assert received == [(Kind.READY, b""), (Kind.REPLY, code + b"eno"), (Kind.REPLY, code + b"owt")]


def test_a_worker_that_cannot_be_trusted_says_why_and_ends(pair: Pair) -> None:
    def broken(_: bytes) -> tuple[int, bytes]:
        raise ProgramError("the program wrote past the end of its area of 4 bytes")

    pair[0].sendall(frames.pack(Kind.CALL, b"area") * 2)
    worker.serve(pair[1], broken)
    assert frames.receive(pair[0]) == (Kind.READY, b"")
    assert frames.receive(pair[0]) == (Kind.FAILED, b"the program wrote past the end of its area of 4 bytes")
