"""Unit tests touch neither the network nor an AWS account: whoever reaches for it is stopped with a sentence."""

import ipaddress
import socket
from typing import Any

import pytest


class NetworkUsed(BaseException):
    """A unit test reached for the network. Not an Exception, so that no error handling of the code swallows it."""


def is_outside(address: Any) -> bool:
    """Whether a socket address leaves this machine. Paths (Unix sockets) and loopback do not."""
    if not isinstance(address, tuple):
        return False
    host = str(address[0])
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host != "localhost"


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any connection or name look-up to the outside fails with a sentence instead of a time-out."""

    def guard(original: Any, address_of: Any) -> Any:
        def guarded(*arguments: Any, **options: Any) -> Any:
            address = address_of(arguments)
            if is_outside(address):
                raise NetworkUsed(f"A unit test tried to reach {address[0]}: fake that call (moto, a fake client)")
            return original(*arguments, **options)

        return guarded

    for method in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, method, guard(getattr(socket.socket, method), lambda args: args[1]))
    monkeypatch.setattr(socket, "getaddrinfo", guard(socket.getaddrinfo, lambda args: args[:1]))
