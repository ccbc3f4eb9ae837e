"""What is promised of one packet: see `promises.py`."""

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address

FUNCTION = "function"
MOST_PORTS = 65535


class Protocol(StrEnum):
    """What is above IP."""

    TCP = "tcp"
    UDP = "udp"
    SCTP = "sctp"
    ICMP = "icmp"


@dataclass(frozen=True, kw_only=True)
class Promise:
    """The first packet of a flow. about: a few words. source, destination: addresses of one family; the destination
    `function` is the function itself, for what it forwards. port: of the destination. passes: whether it leaves.

    Raises ValueError: one sentence with the promise, the value, the rule and an example.
    """

    about: str
    source: str
    destination: str
    protocol: Protocol
    port: int | None = None
    passes: bool

    def __post_init__(self) -> None:
        source = self._address("source", self.source)
        if self.destination != FUNCTION and self._address("destination", self.destination) != source:
            raise self._refused(
                f"source={self.source!r} and destination={self.destination!r} are of two families, for example "
                'source="192.0.2.7", destination="203.0.113.9"'
            )
        if self.protocol is Protocol.ICMP:
            if self.port is not None:
                raise self._refused(f"port={self.port}: ICMP has no ports; leave it out")
        elif self.port is None or not 1 <= self.port <= MOST_PORTS:
            raise self._refused(f"port={self.port}: a number from 1 to {MOST_PORTS}, for example port=443")

    def _address(self, field: str, value: str) -> int:
        """The version of IP."""
        try:
            return ip_address(value).version
        except ValueError:
            raise self._refused(f'{field}={value!r} is no address, for example {field}="192.0.2.7"') from None

    def _refused(self, reason: str) -> ValueError:
        return ValueError(f"tests/traffic/promises.py, {self.about!r}: {reason}.")
