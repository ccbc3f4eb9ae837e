"""Sends the requests of `probes.py` over HTTP."""

import functools
import json
import ssl
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

import urllib3

from release_hooks.probes import SYNTHETIC, Answer, NotReady, ProbeFailed

CONNECT_SECONDS = 3
READ_SECONDS = 10
# What one request may take; whoever must still report afterwards needs more time than this.
REQUEST_SECONDS = CONNECT_SECONDS + READ_SECONDS
# The load balancer's own answers while the tasks behind it come and go, and a readiness that is not there yet.
NOBODY_ANSWERS = {HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT}
SHOWN_CHARACTERS = 300


def unlimited() -> float:
    """Nobody stops the caller."""
    return float("inf")


@functools.cache
def _trusted() -> ssl.SSLContext:
    # Reads all certificates of the machine, which takes longer than a request.
    return ssl.create_default_context()


class Sender:
    """Sends each request once: a service that answers only at the second try is not healthy, and a repeated POST is a
    second order.

    All requests go through one connection, so to the same node of the load balancer.

    endpoint: address without a slash at its end. headers: besides X-Synthetic.
    tls_name: the domain that the certificate has to hold for, when it is not that of the address.
    seconds_left: until the caller is stopped.
    """

    def __init__(
        self,
        endpoint: str,
        *,
        headers: Mapping[str, str] | None = None,
        tls_name: str = "",
        seconds_left: Callable[[], float] = unlimited,
    ) -> None:
        self._endpoint = endpoint
        named = {"Host": tls_name} if tls_name else {}
        self._headers = {"Content-Type": "application/json", **SYNTHETIC, **named, **(headers or {})}
        self._seconds_left = seconds_left
        self._connections = urllib3.PoolManager(
            num_pools=1,
            maxsize=1,
            timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
            ssl_context=_trusted(),
            server_hostname=tls_name or None,
            assert_hostname=tls_name or None,
        )

    def __call__(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Answer:
        """See `probes.Send`. Raises ProbeFailed also when so little time is left that nothing could be reported."""
        what = f"{method} {path}"
        if self._seconds_left() < REQUEST_SECONDS:
            raise ProbeFailed(f"{what}: no time left in this hook, earlier requests were too slow")
        sent = json.dumps(body).encode() if body is not None else None
        try:
            response = self._connections.request(
                method, self._endpoint + path, body=sent, headers=self._headers, retries=False, redirect=False
            )
        except urllib3.exceptions.HTTPError as error:
            raise NotReady(f"{what}: no answer ({type(error).__name__}: {error})") from error
        shown = response.data[:SHOWN_CHARACTERS].decode(errors="replace")
        if response.status in NOBODY_ANSWERS:
            raise NotReady(f"{what}: HTTP status {response.status}: {shown}")
        try:
            answered = json.loads(response.data)
        except ValueError:
            answered = None
        if not isinstance(answered, dict):
            raise ProbeFailed(f"{what}: HTTP status {response.status}, and the body is no JSON object: {shown}")
        return Answer(status=response.status, body=answered)
