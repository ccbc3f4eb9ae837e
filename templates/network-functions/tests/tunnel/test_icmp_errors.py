"""ICMP errors of the function's own kernel go back in the flow of the packet that they quote."""

import pytest

from tests.tunnel import packets as p
from tests.tunnel.driver import Driver, Dropped

ROUTER, ROUTER_6 = "169.254.0.1", "2001:db8:ffff::1"
SENT = p.ipv4(p.tcp(payload=bytes(1400)), protocol=p.TCP)
SENT_6 = p.ipv6(p.tcp(payload=bytes(1400)), protocol=p.TCP)
ECHO = p.ipv4(p.icmp(8, rest=5 << 16), protocol=p.ICMP)
FRAGMENT = p.ipv4(bytes(16), protocol=p.UDP, identification=9, offset=16)


def error(quoted: bytes, *, kind: int = 3, code: int = 4) -> bytes:
    """From the router to the sender of the quoted packet; by default "fragmentation needed"."""
    return p.ipv4(
        p.icmp(kind, code=code, rest=1300, payload=quoted), protocol=p.ICMP, source=ROUTER, destination="10.0.0.1"
    )


def error_6(quoted: bytes, *, kind: int = 2) -> bytes:
    """From the router to the sender of the quoted packet; by default "packet too big"."""
    message = p.icmp(kind, rest=1300, payload=quoted)
    return p.ipv6(message, protocol=p.ICMPV6, source=ROUTER_6, destination="2001:db8::1")


CASES = {
    "packet too big, eight bytes quoted": (SENT, error(SENT[:28])),
    "packet too big, all quoted": (SENT, error(SENT[:556])),
    "time exceeded": (SENT, error(SENT[:28], kind=11, code=0)),
    "about an echo request": (ECHO, error(ECHO)),
    "about a later fragment": (FRAGMENT, error(FRAGMENT[:28])),
    "ICMPv6 packet too big": (SENT_6, error_6(SENT_6[:1232])),
    "ICMPv6 time exceeded": (SENT_6, error_6(SENT_6[:60], kind=3)),
}


@pytest.mark.parametrize(("sent", "complaint"), CASES.values(), ids=CASES)
def test_an_error_goes_back_in_the_quoted_flow(driver: Driver, sent: bytes, complaint: bytes) -> None:
    driver.receive(p.geneve(sent))

    assert driver.send_back(complaint).geneve == p.geneve(complaint)


UNKNOWN = {
    "another flow": error(p.ipv4(p.tcp(7, 8), protocol=p.TCP)),
    "nothing": error(b""),
    "half a header": error(SENT[:10]),
    "no IP": error(b"\x99" * 28),
    "no ports": error(SENT[:22]),
    "a known flow, but redirects": error(SENT[:28], kind=5, code=1),
    "a known flow, but redirects with IPv6": error_6(SENT_6[:60], kind=137),
}


@pytest.mark.parametrize("complaint", UNKNOWN.values(), ids=UNKNOWN)
def test_an_error_that_does_not_quote_a_known_flow_is_dropped(driver: Driver, complaint: bytes) -> None:
    driver.receive(p.geneve(SENT))
    driver.receive(p.geneve(SENT_6))

    with pytest.raises(Dropped, match=r"^unknown_flow$"):
        driver.send_back(complaint)


def test_an_error_that_passes_through_keeps_its_own_options(driver: Driver) -> None:
    driver.receive(p.geneve(SENT, options=p.aws_options(1)))
    complaint = error(SENT[:28])
    driver.receive(p.geneve(complaint, options=p.aws_options(2)))

    assert driver.send_back(complaint).geneve == p.geneve(complaint, options=p.aws_options(2))
