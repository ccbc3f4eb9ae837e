"""TLS before the PostgreSQL of the tests, which has none: as on RDS a client asks for it and sees a certificate."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import Any

from sqlalchemy import URL

from tests.support.authorities import Signed

# What a client may ask before anything else, in eight bytes: TLS, or the encryption of Kerberos.
TLS, KERBEROS = (80877103).to_bytes(4, "big"), (80877104).to_bytes(4, "big")
YES, NO = b"S", b"N"


@contextmanager
def before(url: URL, signed: Signed | None, folder: Path) -> Iterator[int]:
    """The port on this machine of the server at `url` with the certificate `signed`; None: it has no TLS.

    folder: for certificate and key.
    """
    context = None
    if signed is not None:
        chain, key = folder / "server.crt", folder / "server.key"
        chain.write_text(signed.certificate)
        key.write_text(signed.key)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain, key)

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            # A client that refuses the certificate, or has no TLS, goes.
            with suppress(OSError):
                _serve(self.request, context, url)

    with ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def _serve(client: socket.socket, context: ssl.SSLContext | None, url: URL) -> None:
    while (asked := client.recv(8)[4:]) == KERBEROS:
        client.sendall(NO)
    assert asked == TLS, "the client does not ask for TLS"
    if context is None:
        client.sendall(NO)
        return
    client.sendall(YES)
    with context.wrap_socket(client, server_side=True) as encrypted, _connection(url) as server:
        answers = Thread(target=_pass_on, args=(server, encrypted))
        answers.start()
        _pass_on(encrypted, server)
        answers.join()


def _connection(url: URL) -> socket.socket:
    port, host = url.port or 5432, str(url.query.get("host", url.host))
    if not host.startswith("/"):
        return socket.create_connection((host, port))
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(f"{host}/.s.PGSQL.{port}")
    return connection


def _pass_on(source: socket.socket, target: Any) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)
