"""The data plane of network functions, in rendered repositories."""

from pathlib import Path

import pytest
from exports import scratch
from images.machine import install
from rendering import copy

PACKETS = {"architecture": "network-functions"}
PORTS = {**PACKETS, "shape": "cnf", "entry": "network-load-balancer", "function": "source-nat"}


@pytest.fixture(scope="session")
def repository() -> Path:
    """Read it, do not change it."""
    return copy(scratch() / "network-functions", PACKETS)


@pytest.fixture(scope="session")
def ports() -> Path:
    """One behind a network load balancer, with source NAT."""
    return copy(scratch() / "network-functions-ports", PORTS)


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    """A copy to plant a fault in."""
    return copy(tmp_path / "network-functions", PACKETS)


@pytest.fixture(scope="session")
def tools() -> None:
    """What real packets need beside Python."""
    install(
        nft="nftables",
        ip="iproute2",
        iperf3="iperf3",
        sipp="sip-tester",
        conntrack="conntrack",
        ethtool="ethtool",
        iptables="iptables",
        gcc="gcc",
        make="make",
    )
