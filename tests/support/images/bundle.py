"""The bundle of certificates that an image needs, where AWS's own host cannot be reached: on a port of this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from images.authorities import Authority, authority

# An address of RDS in the region of the bundle.
HOST = "orders.c0example.eu-west-1.rds.amazonaws.com"


@dataclass(frozen=True)
class Bundle:
    """authority: the only one in it. address: where it is."""

    authority: Authority
    address: str

    @property
    def arguments(self) -> dict[str, str]:
        """What a build of a Dockerfile is given."""
        return {"DATABASE_CERTIFICATES": self.address, "DATABASE_REGION": "eu-west-1"}


@contextmanager
def published() -> Iterator[Bundle]:
    """A new bundle; beside it, at /blocked, the page of a proxy that lets nobody through."""
    made = authority("eu-west-1")
    pages = {"/global-bundle.pem": made.signed.certificate, "/blocked": "<!DOCTYPE html>\n<p>Ask your administrator."}

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = pages.get(self.path, "").encode()
            self.send_response(200 if page else 404)
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_: Any) -> None:
            """Not among the results of the tests."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield Bundle(made, f"http://127.0.0.1:{server.server_port}/global-bundle.pem")
        finally:
            server.shutdown()
            thread.join()
