"""Whose options a packet gets: its own flow's, the other direction's, or none."""

import pytest

from tests.tunnel import packets as p
from tests.tunnel.driver import Driver, Dropped, Outer

CLIENT, SERVER = "10.0.0.1", "10.9.0.1"
TCP_IDLE, OTHER_IDLE = 350, 120


def there(payload: bytes = p.tcp(), protocol: int = p.TCP) -> bytes:
    """From the client to the server."""
    return p.ipv4(payload, protocol=protocol, source=CLIENT, destination=SERVER)


def back(payload: bytes = p.tcp(443, 1000), protocol: int = p.TCP) -> bytes:
    """From the server to the client."""
    return p.ipv4(payload, protocol=protocol, source=SERVER, destination=CLIENT)


def with_cookie(packet: bytes, cookie: int) -> bytes:
    return p.geneve(packet, options=p.aws_options(cookie))


def test_an_unknown_flow_is_dropped(driver: Driver) -> None:
    driver.receive(p.geneve(there()))

    for packet in (there(p.tcp(1001, 443)), there(p.udp(1000, 443), p.UDP), p.ipv6(p.tcp(), protocol=p.TCP)):
        with pytest.raises(Dropped, match=r"^unknown_flow$"):
            driver.send_back(packet)


def test_an_answer_takes_the_options_of_the_other_direction_until_its_own_was_seen(driver: Driver) -> None:
    driver.receive(with_cookie(there(), 1))
    assert driver.send_back(back()).geneve == with_cookie(back(), 1)

    driver.receive(with_cookie(back(), 2), Outer(peer_port=60002))

    assert driver.send_back(back()).geneve == with_cookie(back(), 2)
    assert driver.send_back(back()).source_port == 60002
    assert driver.send_back(there()).geneve == with_cookie(there(), 1)
    assert driver.flows()["known"] == 1


def test_the_latest_options_count(driver: Driver) -> None:
    driver.receive(with_cookie(there(), 1))
    driver.receive(with_cookie(there(), 2))

    assert driver.send_back(there()).geneve == with_cookie(there(), 2)
    assert driver.flows() | {"limit": 0} == {"known": 1, "limit": 0, "new": 1, "evicted": 0, "changed": 1}


@pytest.mark.parametrize(
    ("packet", "idle"), [(there(), TCP_IDLE), (there(p.udp(), p.UDP), OTHER_IDLE)], ids=["TCP", "UDP"]
)
def test_an_idle_flow_expires(driver: Driver, packet: bytes, idle: int) -> None:
    driver.receive(p.geneve(packet), now=1000)
    driver.send_back(packet, now=1000 + idle - 1)  # which is use, too
    driver.send_back(packet, now=1000 + 2 * idle - 2)

    with pytest.raises(Dropped, match=r"^unknown_flow$"):
        driver.send_back(packet, now=1000 + 3 * idle)

    for second in range(8):
        driver.ask(f"expire {1000 + 3 * idle + second}")
    assert driver.flows()["known"] == 0


def test_the_direction_of_an_expired_flow_is_forgotten_with_it(driver: Driver) -> None:
    driver.receive(with_cookie(there(), 1), now=1000)
    driver.receive(with_cookie(back(), 2), now=1000 + TCP_IDLE)

    assert driver.send_back(there(), now=1000 + TCP_IDLE).geneve == with_cookie(there(), 2)


def test_a_full_table_stays_in_its_bounds_and_keeps_the_newest(driver: Driver) -> None:
    packets = [there(p.tcp(port, 443)) for port in range(1, 5001)]
    for now, packet in enumerate(packets, 1):
        driver.receive(p.geneve(packet), now=1 + now // 100)

    flows = driver.flows()
    assert flows["known"] <= flows["limit"] == 1024
    assert flows["new"] == 5000
    assert flows["evicted"] == 5000 - flows["known"]
    assert flows["known"] > 1000, "buckets fill up before they evict"
    for packet in packets[-100:]:
        driver.send_back(packet, now=52)


ECHO = (p.icmp(8, rest=5 << 16 | 1), p.icmp(0, rest=5 << 16 | 1))


def test_an_echo_reply_belongs_to_its_request(driver: Driver) -> None:
    driver.receive(p.geneve(there(ECHO[0], p.ICMP)))

    driver.send_back(back(ECHO[1], p.ICMP))
    with pytest.raises(Dropped, match=r"^unknown_flow$"):
        driver.send_back(back(p.icmp(0, rest=6 << 16), p.ICMP))


def test_an_icmpv6_echo_reply_belongs_to_its_request(driver: Driver) -> None:
    driver.receive(p.geneve(p.ipv6(p.icmp(128, rest=5 << 16), protocol=p.ICMPV6)))

    reply = p.ipv6(p.icmp(129, rest=5 << 16), protocol=p.ICMPV6, source="2001:db8:9::1", destination="2001:db8::1")
    driver.send_back(reply)


@pytest.mark.parametrize("protocol", [132, 33, 136])
def test_other_protocols_with_ports_are_told_apart_by_them(driver: Driver, protocol: int) -> None:
    driver.receive(p.geneve(there(p.udp(1, 2) + bytes(8), protocol)))

    driver.send_back(back(p.udp(2, 1) + bytes(8), protocol))
    with pytest.raises(Dropped, match=r"^unknown_flow$"):
        driver.send_back(back(p.udp(2, 3) + bytes(8), protocol))


def test_a_protocol_without_ports_is_one_flow_per_pair(driver: Driver) -> None:
    driver.receive(p.geneve(there(b"any", 47)))

    driver.send_back(back(b"other", 47))


def test_the_ports_behind_extension_headers_count(driver: Driver) -> None:
    extensions = b"\x33\x01" + bytes(14) + b"\x06\x01" + bytes(10)  # destination options, authentication
    driver.receive(p.geneve(p.ipv6(extensions + p.tcp(1000, 443), protocol=60)))

    driver.send_back(p.ipv6(p.tcp(1000, 443), protocol=p.TCP))
    with pytest.raises(Dropped, match=r"^unknown_flow$"):
        driver.send_back(p.ipv6(p.tcp(1000, 444), protocol=p.TCP))


def test_the_kernels_own_ipv6_chatter_on_the_device_is_no_unknown_flow(driver: Driver) -> None:
    solicitation = p.ipv6(p.icmp(133), protocol=p.ICMPV6, source="fe80::1", destination="ff02::2")

    with pytest.raises(Dropped, match=r"^link_local$"):
        driver.send_back(solicitation)
