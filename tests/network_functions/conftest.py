"""The data plane of network functions, as it stands in a repository of its own."""

import shutil
from pathlib import Path

import pytest
from exports import ROOT, scratch, template_files
from images.machine import install

FOLDER = Path("templates/network-functions")


def copied(target: Path) -> Path:
    """The files of the architecture in `target`, without those that copier names."""
    for path in template_files():
        if path.is_relative_to(FOLDER) and path.suffix != ".jinja":
            place = target / path.relative_to(FOLDER)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, place)
    return target


@pytest.fixture(scope="session")
def repository() -> Path:
    """Read it, do not change it."""
    return copied(scratch() / "network-functions")


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    """A copy to plant a fault in."""
    return copied(tmp_path / "network-functions")


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
