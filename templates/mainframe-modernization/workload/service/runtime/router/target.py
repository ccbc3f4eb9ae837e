"""A system that requests are sent to."""

import ssl
from http import HTTPStatus
from types import TracebackType
from typing import Self

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientHandlerType,
    ClientOSError,
    ClientRequest,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    ServerDisconnectedError,
    TCPConnector,
)
from yarl import URL

from router.exchange import Answer, Ask, TargetError
from router.headers import decoded

# A new connection, TLS included, or a free one of the pool.
CONNECT_SECONDS = 3.0
# Servers close idle connections after five seconds or more: a request must not meet one that is being closed.
IDLE_SECONDS = 4.0
_AS_THEY_CAME = ("User-Agent", "Accept", "Accept-Encoding", "Content-Type")


class _Lost(ClientError):
    """The connection broke. aiohttp repeats GET, PUT and DELETE after its own errors of this kind, not after this."""


async def _never_again(request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
    try:
        return await handler(request)
    except (ClientConnectorError, ConnectionTimeoutError):
        raise
    except (ClientOSError, ServerDisconnectedError) as error:
        raise _Lost(str(error)) from error


class Target:
    """One side, from `async with` on. Connections are kept and reused; no cookie is, and no redirect followed.

    name: for messages. url: scheme, host and port. connections: at most, further requests wait for one. limit_bytes: of
    an answer. tls: the trusted authorities; the certificate has to be valid and of this host.
    """

    def __init__(
        self, name: str, url: str, *, connections: int, limit_bytes: int, tls: ssl.SSLContext | None = None
    ) -> None:
        self.name = name
        self.url = url.rstrip("/")
        self._connections = connections
        self._limit = limit_bytes
        self._tls = tls

    async def __aenter__(self) -> Self:
        connector = TCPConnector(
            limit=self._connections, keepalive_timeout=IDLE_SECONDS, ssl=self._tls or True, ttl_dns_cache=10
        )
        self._session = ClientSession(
            connector=connector, cookie_jar=DummyCookieJar(), auto_decompress=False, skip_auto_headers=_AS_THEY_CAME
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def send(self, ask: Ask, *, seconds: float) -> Answer:
        """seconds: until the answer is complete. Raises TargetError."""
        connect = min(CONNECT_SECONDS, seconds)
        try:
            async with self._session.request(
                ask.method,
                URL(self.url + ask.target, encoded=True),
                headers=ask.headers,
                data=ask.body or None,
                allow_redirects=False,
                timeout=ClientTimeout(total=seconds, connect=connect),
                middlewares=(_never_again,) if ask.changes_data else (),
            ) as response:
                fields = decoded(response.raw_headers)
                return Answer(status=response.status, headers=fields, body=await self._body(response))
        except (ClientConnectorError, ConnectionTimeoutError) as error:
            # For people who search the log; the sentence that the caller gets names no host.
            reason = f"{self.name} cannot be reached"
            status = HTTPStatus.GATEWAY_TIMEOUT if isinstance(error, ConnectionTimeoutError) else HTTPStatus.BAD_GATEWAY
            raise TargetError(reason, status=status, carried_out="no") from error
        except TimeoutError as error:
            sentence = f"{self.name} did not answer within {seconds:g} seconds"
            raise TargetError(sentence, status=HTTPStatus.GATEWAY_TIMEOUT, carried_out="unknown") from error
        except (ClientError, OSError, ValueError) as error:
            sentence = f"{self.name} broke off, or its answer is no HTTP"
            raise TargetError(sentence, status=HTTPStatus.BAD_GATEWAY, carried_out="unknown") from error

    async def _body(self, response: ClientResponse) -> bytes:
        body = bytearray()
        async for chunk in response.content.iter_any():
            body += chunk
            if len(body) > self._limit:
                response.close()
                sentence = f"{self.name} answered more than {self._limit} bytes"
                raise TargetError(sentence, status=HTTPStatus.BAD_GATEWAY, carried_out="unknown")
        return bytes(body)
