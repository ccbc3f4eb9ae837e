"""The tunnel of the function, with packets as a Gateway Load Balancer sends them."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from scapy.all import ICMP, IP, UDP, ICMPv6PacketTooBig, IPv6, IPv6ExtHdrFragment, Raw, fragment, fragment6

from tests.traffic import geneve_packets as g
from tests.traffic.geneve_setup import BALANCER, FUNCTION, Balancer, Tunnel, build, function_behind_balancer

Setup = tuple[Balancer, Tunnel]
SIZES = ["IPv4", "IPv6", "IPv4 of 8,500 bytes", "IPv6 of 8,500 bytes"]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("workload/service/tunnel", tmp_path_factory.mktemp("tunnel"), "geneve-tunnel-sanitized")


@contextmanager
def one_arm_setup(program: Path, folder: Path) -> Iterator[Setup]:
    with function_behind_balancer(program, folder) as made:
        made[1].namespace.run("ip", "link", "set", "inside", "down")
        yield made


@pytest.fixture(scope="module")
def one_arm(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Setup]:
    """What the tunnel lets in goes back into it."""
    with one_arm_setup(program, tmp_path_factory.mktemp("one-arm")) as made:
        yield made


@pytest.fixture
def ending(program: Path, tmp_path: Path) -> Iterator[Setup]:
    """The same for one test, which may end the tunnel."""
    with one_arm_setup(program, tmp_path) as made:
        yield made


@pytest.fixture
def two_arms(program: Path, tmp_path: Path) -> Iterator[Setup]:
    """Packets leave by the interface `inside`, whose MTU is 1400."""
    with function_behind_balancer(program, tmp_path) as made:
        yield made


def payload(answer: bytes) -> bytes:
    return answer[28:]


@pytest.mark.parametrize("packet", [g.web(), g.web_6(), g.web(size=8460), g.web_6(size=8440)], ids=SIZES)
def test_a_packet_comes_back_with_its_three_options(one_arm: Setup, packet: bytes) -> None:
    balancer, _ = one_arm
    options = g.three_options(cookie=0xCAFE0001)
    assert len(options) == 32

    balancer.send(g.geneve(packet, options, vni=0x123456), port=61234)

    (answer,) = balancer.answers()
    outer = IP(answer)
    assert (outer.src, outer.dst) == (FUNCTION, BALANCER)
    assert (outer[UDP].sport, outer[UDP].dport) == (61234, g.PORT)
    assert payload(answer) == g.geneve(g.forwarded(packet), options, vni=0x123456)
    assert g.checksum_is_right(answer)


def test_each_flow_has_options_of_its_own_and_unknown_ones_stay(one_arm: Setup) -> None:
    balancer, _ = one_arm
    unknown = g.option(0xFF00, 0x81, bytes(12))
    flows = {
        g.geneve(g.web(port=port), g.three_options(port) + unknown): g.geneve(
            g.forwarded(g.web(port=port)), g.three_options(port) + unknown
        )
        for port in range(2000, 2050)
    }

    for datagram in flows:
        balancer.send(datagram)

    assert {payload(answer) for answer in balancer.answers(len(flows))} == set(flows.values())


def test_a_packet_of_an_unknown_flow_is_dropped_and_counted(one_arm: Setup) -> None:
    balancer, tunnel = one_arm

    with tunnel.namespace, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.sendto(b"hello", ("10.9.9.9", 53))

    tunnel.wait_for_drop("unknown_flow")
    assert balancer.answers(0) == []


def test_a_malformed_datagram_is_dropped_and_the_next_one_passes(one_arm: Setup) -> None:
    balancer, tunnel = one_arm
    good = g.geneve(g.web(), g.three_options(1))

    for bad in (b"", good[:5], b"\x3f" + good[1:], b"\x48" + good[1:], good[:-8], good[:2] + b"\x86\xdd" + good[4:]):
        balancer.send(bad)
    assert balancer.answers(0) == []
    balancer.send(good)

    assert len(balancer.answers()) == 1
    for reason in ("geneve_truncated", "geneve_options", "geneve_version", "inner_truncated", "inner_version"):
        tunnel.wait_for_drop(reason)


def offset(piece: bytes) -> int:
    """Where a fragment belongs, in an order that both families have."""
    field, mask = (piece[6:8], 0x1FFF) if piece[0] >> 4 == 4 else (piece[42:44], 0xFFF8)
    return int.from_bytes(field, "big") & mask


TRACKING = "table inet track { chain forward { type filter hook forward priority 0; ct state invalid counter drop; }; }"


@pytest.mark.parametrize("tracking", [False, True], ids=["plain", "with connection tracking"])
@pytest.mark.parametrize("version", [4, 6])
def test_fragments_come_back_with_the_options_of_their_packet(one_arm: Setup, version: int, tracking: bool) -> None:
    balancer, tunnel = one_arm
    if tracking:
        tunnel.namespace.nft(TRACKING)
    data = UDP(sport=5000, dport=53) / Raw(bytes(range(256)) * 12)
    if version == 4:
        pieces = fragment(IP(src=g.CLIENT, dst=g.SERVER, id=77) / data, fragsize=1200)
    else:
        pieces = fragment6(IPv6(src=g.CLIENT_6, dst=g.SERVER_6) / IPv6ExtHdrFragment(id=77) / data, 1280)
    options = g.three_options(5)

    for piece in pieces:
        balancer.send(g.geneve(bytes(piece), options))

    received = balancer.answers(len(pieces))
    if tracking:
        tunnel.namespace.nft("delete table inet track")
    # With two threads, the first packet of a flow may be the second to leave.
    answers = sorted((payload(answer) for answer in received), key=lambda each: offset(each[40:]))
    assert len(pieces) == len(answers) == 3
    assert all(answer[8:40] == options for answer in answers)
    header = 20 if version == 4 else 48
    assert b"".join(answer[40 + header :] for answer in answers) == b"".join(bytes(each)[header:] for each in pieces)


@pytest.mark.parametrize(("packet", "version"), [(g.web(size=1500), 4), (g.web_6(size=1500), 6)], ids=SIZES[:2])
def test_packet_too_big_goes_back_in_the_flow_that_it_is_about(two_arms: Setup, packet: bytes, version: int) -> None:
    balancer, _ = two_arms
    options = g.three_options(9)

    balancer.send(g.geneve(packet, options))

    (answer,) = balancer.answers()
    assert payload(answer)[8:40] == options
    error = IP(payload(answer)[40:]) if version == 4 else IPv6(payload(answer)[40:])
    kind = ICMP if version == 4 else ICMPv6PacketTooBig
    assert error.dst == (g.CLIENT if version == 4 else g.CLIENT_6)
    assert (error[kind].nexthopmtu if version == 4 else error[kind].mtu) == 1400


@pytest.mark.parametrize("version", [4, 6])
def test_what_the_server_answers_goes_back_with_the_options_of_the_question(two_arms: Setup, version: int) -> None:
    balancer, _ = two_arms
    options = g.three_options(11)
    question = g.web(size=4) if version == 4 else g.web_6(size=4)  # nobody listens: the server resets

    balancer.send(g.geneve(question, options))

    (answer,) = balancer.answers()
    inner = IP(payload(answer)[40:]) if version == 4 else IPv6(payload(answer)[40:])
    assert payload(answer)[8:40] == options
    assert (inner.src, inner.dst) == ((g.SERVER, g.CLIENT) if version == 4 else (g.SERVER_6, g.CLIENT_6))
    assert inner.sport == 443 and inner["TCP"].flags == "R"


def test_sigterm_ends_it_cleanly(ending: Setup) -> None:
    _, tunnel = ending

    code, events = tunnel.stop()

    assert code == 0
    assert events == ["Tunnel started: device tunnel, UDP port 6081, MTU 8500, 2 threads.", "Tunnel stopped."]


def test_without_its_device_it_ends_with_exit_code_1(ending: Setup) -> None:
    _, tunnel = ending

    tunnel.namespace.run("ip", "link", "delete", "tunnel")

    _, logged = tunnel.process.communicate(timeout=5)
    assert tunnel.process.returncode == 1
    assert b"Tunnel ended, because its device or socket is gone" in logged


def test_a_second_tunnel_on_the_port_is_refused(ending: Setup, program: Path) -> None:
    _, tunnel = ending

    with pytest.raises(RuntimeError, match=r"exit code 1: .*UDP port 6081 of 0\.0\.0\.0 cannot be opened"):
        tunnel.namespace.run(str(program), "--device", "other")
