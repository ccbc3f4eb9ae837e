"""What the kernel is told to do beside the rule set; a folder stands for /proc/sys, a list for the program ip."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from packet_filter import interfaces
from packet_filter.interfaces import InterfaceError
from packet_filter.settings import Settings

from tests.unit.packet_filter.test_settings import GOOD

VALUES = {
    "net/ipv4/ip_forward": "0",
    "net/ipv4/conf/all/rp_filter": "1",
    "net/ipv4/conf/tunnel/rp_filter": "1",
    "net/ipv6/conf/all/forwarding": "0",
    "net/ipv6/conf/eth0/accept_ra": "1",
    "net/netfilter/nf_conntrack_tcp_be_liberal": "0",
    "net/netfilter/nf_conntrack_tcp_timeout_established": "432000",
    "net/netfilter/nf_conntrack_max": "262144",
}
TWO_ARMS = {**GOOD, "FUNCTION": "source-nat", "OUTSIDE": "eth0"}


@pytest.fixture
def proc(tmp_path: Path) -> Path:
    """As a fresh namespace has it."""
    for name, value in VALUES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"{value}\n", encoding="ascii")
    return tmp_path


@pytest.fixture
def ip(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the program ip was told; it succeeds."""
    told: list[str] = []

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        told.append(" ".join(command))
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", run)
    return told


def values(proc: Path) -> dict[str, str]:
    """All of them now."""
    return {name: (proc / name).read_text(encoding="ascii").strip() for name in VALUES}


def test_the_namespace_forwards_and_is_lenient_with_sessions(proc: Path, ip: list[str]) -> None:
    interfaces.prepare(Settings.load(TWO_ARMS), proc=proc)
    now = values(proc)
    assert now["net/ipv4/ip_forward"] == now["net/ipv6/conf/all/forwarding"] == "1"
    # Else the host would lose its default route of IPv6.
    assert now["net/ipv6/conf/eth0/accept_ra"] == "2"
    assert now["net/netfilter/nf_conntrack_tcp_be_liberal"] == "1"
    assert now["net/netfilter/nf_conntrack_tcp_timeout_established"] == "350"
    assert now["net/ipv4/conf/all/rp_filter"] == now["net/ipv4/conf/tunnel/rp_filter"] == "0"


@pytest.mark.parametrize(("environment", "came_in_by"), [(GOOD, "tunnel"), (TWO_ARMS, "eth0")])
def test_what_has_to_go_back_into_the_tunnel_has_a_route_there(
    proc: Path, ip: list[str], environment: dict[str, str], came_in_by: str
) -> None:
    interfaces.prepare(Settings.load(environment), proc=proc)
    for family in ("-4", "-6"):
        assert [words for words in ip if words.startswith(f"ip {family}")] == [
            f"ip {family} rule del pref 6081",
            f"ip {family} route replace default dev tunnel table 6081",
            f"ip {family} rule add pref 6081 iif {came_in_by} lookup 6081",
        ]


def test_without_a_tunnel_routes_stay_as_they_are(proc: Path, ip: list[str]) -> None:
    interfaces.prepare(Settings.load({**TWO_ARMS, "INSIDE": "eth1"}), proc=proc)
    assert ip == []
    assert values(proc)["net/ipv4/conf/all/rp_filter"] == "1"


def test_a_host_without_ipv6_is_prepared_for_ipv4(proc: Path, ip: list[str]) -> None:
    (proc / "net/ipv6/conf/all/forwarding").unlink()
    interfaces.prepare(Settings.load(GOOD), proc=proc)
    assert all("-4" in words for words in ip)


def test_what_cannot_be_set_but_is_right_is_no_problem(
    proc: Path, ip: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    interfaces.prepare(Settings.load(GOOD), proc=proc)
    read_only(monkeypatch)
    interfaces.prepare(Settings.load(GOOD), proc=proc)


def test_what_has_to_be_set_outside_is_said(proc: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_only(monkeypatch)
    with pytest.raises(InterfaceError) as caught:
        interfaces.prepare(Settings.load(GOOD), proc=proc)
    assert str(caught.value) == (
        "net.ipv4.ip_forward is 0 and cannot be set to 1 (Read-only file system); set it before the start, for example "
        'in systemControls of the task definition: {"net.ipv4.ip_forward": "1"}.'
    )


def test_what_would_only_be_better_is_a_warning(proc: Path, ip: list[str], caplog: pytest.LogCaptureFixture) -> None:
    (proc / "net/netfilter/nf_conntrack_tcp_be_liberal").unlink()
    (proc / "net/netfilter/nf_conntrack_tcp_be_liberal").mkdir()
    interfaces.prepare(Settings.load(GOOD), proc=proc)
    assert any("tcp_be_liberal stays" in message for message in caplog.messages)


def test_a_route_that_cannot_be_set_is_an_error_with_the_words_of_ip(
    proc: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 2, "", 'Cannot find device "tunnel"\n')

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(
        InterfaceError, match='ip -4 route replace default dev tunnel table 6081: Cannot find device "tu'
    ):
        interfaces.prepare(Settings.load(GOOD), proc=proc)


def test_the_kernels_limit_of_sessions_is_set_where_it_can_be(proc: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert interfaces.limit_sessions(1000, proc=proc)
    assert values(proc)["net/netfilter/nf_conntrack_max"] == "1000"
    read_only(monkeypatch)
    assert not interfaces.limit_sessions(2000, proc=proc)


def read_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """/proc/sys as most containers see it."""

    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "write_text", refuse)
