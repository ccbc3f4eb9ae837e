"""Which header fields travel on. Sources: RFC 9110, sections 7.6.1 (Connection) and 7.6.3 (Via)."""

import hashlib
from collections.abc import Iterable

Fields = tuple[tuple[str, str], ...]

SHADOW = "X-Shadow-Request"
SIDE = "X-Router-Side"
# They hold for one connection only. The length is written anew; "Expect" is answered by this server.
_HOP_BY_HOP = {
    *("connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization", "te", "trailer"),
    *("transfer-encoding", "upgrade", "content-length", "expect"),
}


def decoded(raw: Iterable[tuple[bytes, bytes]]) -> Fields:
    """Fields as they came: in UTF-8, or else in the Latin-1 of older systems. They travel on in UTF-8."""
    return tuple((name.decode("ascii"), _text(value)) for name, value in raw)


def pseudonym(*urls: str) -> str:
    """How the tasks of a router call themselves in Via: one name for the same two sides, another for other sides."""
    return f"strangler-router-{hashlib.blake2b(' '.join(urls).encode(), digest_size=4).hexdigest()}"


def to_target(received: Iterable[tuple[str, str]], *, router: str, peer_scheme: str, compared: bool) -> Fields:
    """What a target gets: the fields of the caller, X-Forwarded-* as they came, and Via.

    The Host field becomes X-Forwarded-Host, unless one came. router: its pseudonym. compared: the answer must be
    readable for the comparison, so it is asked for without compression.
    """
    fields = list(_end_to_end(received))
    names = {name.lower() for name, _ in fields}
    dropped = {"host", SHADOW.lower(), "via"} | ({"accept-encoding"} if compared else set())
    sent = [(name, value) for name, value in fields if name.lower() not in dropped]
    host = next((value for name, value in fields if name.lower() == "host"), "")
    if host and "x-forwarded-host" not in names:
        sent.append(("X-Forwarded-Host", host))
    if "x-forwarded-proto" not in names:
        sent.append(("X-Forwarded-Proto", peer_scheme))
    if compared:
        sent.append(("Accept-Encoding", "identity"))
    before = [value for name, value in fields if name.lower() == "via"]
    sent.append(("Via", ", ".join([*before, f"1.1 {router}"])))
    return tuple(sent)


def to_caller(received: Iterable[tuple[str, str]]) -> Fields:
    """What the caller gets of an answer; cookies and repeated fields stay as they are."""
    return tuple((name, value) for name, value in _end_to_end(received) if name.lower() != SIDE.lower())


def is_loop(received: Iterable[tuple[str, str]], router: str) -> bool:
    """Whether this request has been here before: then the host name of a side leads to the router."""
    return any(name.lower() == "via" and router in value for name, value in received)


def first(fields: Iterable[tuple[str, str]], name: str) -> str:
    """The first value of this field, empty without one. name: in any case."""
    return next((value for each, value in fields if each.lower() == name.lower()), "")


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _end_to_end(received: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    fields = list(received)
    named = {
        part.strip().lower() for name, value in fields if name.lower() == "connection" for part in value.split(",")
    }
    return ((name, value) for name, value in fields if name.lower() not in _HOP_BY_HOP | named)
