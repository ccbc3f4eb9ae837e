"""Addresses of systems that requests are sent to."""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit


def is_origin(url: str) -> bool:
    """Whether it is scheme and host, perhaps a port, and nothing more."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    bare = parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username)
    named = re.fullmatch(r"[A-Za-z0-9._-]+|[0-9a-f:.]+", parts.hostname or "")
    return parts.scheme in ("http", "https") and bool(named) and port != 0 and bare


def is_loopback(host: str) -> bool:
    """Whether what is sent to it stays on this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
