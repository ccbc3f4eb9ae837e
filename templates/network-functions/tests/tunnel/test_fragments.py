"""Fragments follow the packet that they are a part of, in whatever order they leave the device."""

import pytest

from tests.tunnel import packets as p
from tests.tunnel.driver import Driver, Dropped


def ipv4_fragments(identification: int = 9) -> tuple[bytes, bytes]:
    whole = p.udp(1000, 53, bytes(24))
    return (
        p.ipv4(whole[:16], protocol=p.UDP, identification=identification, more=True),
        p.ipv4(whole[16:], protocol=p.UDP, identification=identification, offset=16),
    )


def ipv6_fragments(identification: int = 9) -> tuple[bytes, bytes]:
    whole = p.udp(1000, 53, bytes(24))
    head = p.fragment_header(p.UDP, identification=identification, more=True)
    tail = p.fragment_header(p.UDP, identification=identification, offset=16)
    return p.ipv6(head + whole[:16], protocol=p.FRAGMENT), p.ipv6(tail + whole[16:], protocol=p.FRAGMENT)


FAMILIES = pytest.mark.parametrize("fragments", [ipv4_fragments, ipv6_fragments], ids=["IPv4", "IPv6"])


@FAMILIES
@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["in order", "last first"])
def test_fragments_go_back_as_they_came(driver: Driver, fragments: type, order: tuple[int, int]) -> None:
    both = fragments()
    for at in order:
        assert driver.receive(p.geneve(both[at])) == both[at]

    for at in order:
        assert driver.send_back(both[at]).geneve == p.geneve(both[at])


@FAMILIES
def test_a_packet_that_the_kernel_fragmented_goes_back_with_its_flows_options(driver: Driver, fragments: type) -> None:
    first, last = fragments(identification=77)  # which never came in
    whole = p.udp(1000, 53, bytes(24))
    is_ipv4 = first[0] >> 4 == 4
    driver.receive(p.geneve(p.ipv4(whole, protocol=p.UDP) if is_ipv4 else p.ipv6(whole, protocol=p.UDP)))

    assert driver.send_back(first).geneve == p.geneve(first)
    assert driver.send_back(last).geneve == p.geneve(last)


@FAMILIES
def test_a_later_fragment_of_an_unknown_packet_is_dropped(driver: Driver, fragments: type) -> None:
    driver.receive(p.geneve(fragments(identification=1)[0]))

    with pytest.raises(Dropped, match=r"^unknown_fragment$"):
        driver.send_back(fragments(identification=2)[1])


@FAMILIES
def test_fragments_are_remembered_for_a_minute(driver: Driver, fragments: type) -> None:
    first, last = fragments()
    driver.receive(p.geneve(first), now=1000)
    driver.send_back(last, now=1059)

    with pytest.raises(Dropped, match=r"^unknown_fragment$"):
        driver.send_back(last, now=1059 + 60)


def test_a_first_fragment_without_ports_is_dropped(driver: Driver) -> None:
    with pytest.raises(Dropped, match=r"^inner_truncated$"):
        driver.receive(p.geneve(p.ipv4(p.tcp()[:8], protocol=p.TCP, more=True)))


def test_an_ipv6_packet_with_a_fragment_header_but_no_fragments_is_whole(driver: Driver) -> None:
    driver.receive(p.geneve(p.ipv6(p.fragment_header(p.UDP, identification=5) + p.udp(1000, 53), protocol=p.FRAGMENT)))

    driver.send_back(p.ipv6(p.udp(1000, 53), protocol=p.UDP))
