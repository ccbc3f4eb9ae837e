"""What is promised of one packet: see `promises.py`."""

from dataclasses import dataclass
from enum import StrEnum


class Protocol(StrEnum):
    """What is above IP."""

    TCP = "tcp"
    UDP = "udp"
    ICMP = "icmp"


@dataclass(frozen=True, kw_only=True)
class Promise:
    """The first packet of a flow. about: a few words. source, destination: addresses of one family; the destination
    `function` is the function itself, for what it forwards. port: of the destination. passes: whether it leaves."""

    about: str
    source: str
    destination: str
    protocol: Protocol
    port: int | None = None
    passes: bool
