"""A server on a port of this machine while a test needs it."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@contextmanager
def listening(handler: type[BaseHTTPRequestHandler], certificate: Path | None = None) -> Iterator[ThreadingHTTPServer]:
    """Answers by `handler` on a free port until the context ends, also when the test fails in it.

    certificate: a file with certificate and key, for TLS.
    """
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        # Connections stay open between requests: the end of a test must not wait for them.
        server.daemon_threads, server.block_on_close = True, False
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        over = threading.Event()
        # Not serve_forever, which looks every few milliseconds whether it has to stop.
        thread = threading.Thread(target=lambda: _answer(server, over), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            over.set()
            socket.create_connection(("127.0.0.1", server.server_port)).close()
            thread.join()


def _answer(server: ThreadingHTTPServer, over: threading.Event) -> None:
    while not over.is_set():
        server.handle_request()
