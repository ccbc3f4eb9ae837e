"""Requests and answers that few programs send, byte by byte."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from structlog.testing import capture_logs

from router.headers import decoded
from tests.support.router_backend import backend, says
from tests.support.router_running import LAST, Running, router


async def sent(running: Running, request: bytes) -> bytes:
    """The answer to these bytes, until the connection is closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(running.url.rpartition(":")[2]))
    writer.write(request)
    answer = await reader.read()
    writer.close()
    return answer


@asynccontextmanager
async def answering(answer: bytes) -> AsyncIterator[str]:
    """The address of a server that answers every request with these bytes."""

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(once, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def test_header_fields_in_latin_1_lose_no_letter() -> None:
    assert decoded([(b"X-Name", b"M\xfcller"), (b"X-Name", "Müller".encode())]) == (("X-Name", "Müller"),) * 2

    async def story() -> None:
        answer = b"HTTP/1.1 200 OK\r\nX-Name: M\xfcller\r\nContent-Length: 2\r\n\r\nok"
        async with answering(answer) as legacy, backend(says(2)) as new, router(legacy, new) as running:
            got = await sent(running, f"GET /accounts/{LAST} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            assert "X-Name: Müller\r\n".encode() in got
            # It came without a type, and nobody guesses one.
            assert b"content-type" not in got.lower()

    asyncio.run(story())


def test_a_caller_that_hangs_up_within_its_body_is_no_error_of_the_router() -> None:
    async def story() -> None:
        async with backend(says(1)) as legacy, backend(says(2)) as new, router(legacy, new) as running:
            _, writer = await asyncio.open_connection("127.0.0.1", int(running.url.rpartition(":")[2]))
            writer.write(
                f"POST /accounts/{LAST}/postings HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf".encode()
            )
            await writer.drain()
            await asyncio.sleep(0.1)
            writer.close()
            await asyncio.sleep(0.1)
        counted = running.counted()
        assert (counted["OTHER RequestsRefused"], counted["OTHER RouterFailed"], legacy.seen) == (1, 0, [])

    with capture_logs() as logs:
        asyncio.run(story())
    assert [each["event"] for each in logs] == ["Request refused"]


def test_a_body_in_chunks_arrives_whole() -> None:
    async def story() -> None:
        async with backend(says(1)) as legacy, backend(says(2)) as new, router(legacy, new) as running:
            head = (
                f"POST /accounts/{LAST}/postings HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\n"
            )
            got = await sent(
                running, f"{head}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n".encode()
            )
            assert got.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n")
        (seen,) = legacy.seen
        assert (seen.body, seen.values("Content-Length"), seen.values("Expect")) == (b"abcde", ["5"], [])

    asyncio.run(story())


def test_a_request_with_two_lengths_is_refused() -> None:
    async def story() -> None:
        async with backend(says(1)) as legacy, backend(says(2)) as new, router(legacy, new) as running:
            head = f"POST /accounts/{LAST}/postings HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n"
            got = await sent(running, f"{head}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n".encode())
            assert got.startswith(b"HTTP/1.1 400 ") or got.startswith(b"HTTP/1.0 400 ")
        assert legacy.seen == []

    asyncio.run(story())


def test_a_target_that_is_no_path_is_refused() -> None:
    async def story() -> None:
        async with backend(says(1)) as legacy, backend(says(2)) as new, router(legacy, new) as running:
            line = f"GET http://elsewhere.example.com/accounts/{LAST} HTTP/1.1"
            got = await sent(running, f"{line}\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            assert got.startswith(b"HTTP/1.1 400 ")
        assert legacy.seen == []

    asyncio.run(story())
