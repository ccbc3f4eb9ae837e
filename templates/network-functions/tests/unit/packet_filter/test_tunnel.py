"""The process of the tunnel; a script stands for it, and an interface that is there already for its device."""

import json
import socket
import sys
import time
from pathlib import Path

import pytest
from packet_filter import tunnel
from packet_filter.settings import Settings
from packet_filter.tunnel import Tunnel, TunnelError, read_statistics

from tests.unit.packet_filter.test_settings import GOOD


@pytest.fixture(autouse=True)
def _on_any_system(monkeypatch: pytest.MonkeyPatch) -> None:
    """What ends the tunnel with the function exists on Linux only."""
    monkeypatch.setattr(tunnel, "_ENDS_WITH_US", ())


def settings(device: str = "") -> Settings:
    """Settings whose tunnel has the device of the system that is there for certain."""
    device = device or socket.if_nameindex()[0][1]
    return Settings.load({**GOOD, "TUNNEL_DEVICE": device, "OUTSIDE": device, "GENEVE_PORT": "6082"})


def script(folder: Path, text: str) -> str:
    """A program."""
    file = folder / "geneve-tunnel"
    file.write_text(f"#!{sys.executable}\n{text}\n", encoding="utf-8")
    file.chmod(0o755)
    return str(file)


def test_it_gets_the_settings_and_runs_until_it_is_stopped(tmp_path: Path) -> None:
    said = tmp_path / "arguments"
    write = f"import sys, time, pathlib; pathlib.Path({str(said)!r}).write_text(' '.join(sys.argv[1:])); time.sleep(60)"
    chosen = settings()
    running = Tunnel(chosen, statistics=tmp_path / "s.json", program=script(tmp_path, write))
    try:
        while not said.exists() or not said.read_text(encoding="utf-8"):
            assert running.ended() is None
            time.sleep(0.01)
        assert said.read_text(encoding="utf-8") == (
            f"--device {chosen.tunnel_device} --port 6082 --mtu 8500 --flows 262144 --idle-seconds 350 "
            f"--statistics {tmp_path / 's.json'}"
        )
    finally:
        running.stop()
    assert running.ended() == "the tunnel ended with exit code -15"
    running.stop()


def test_one_that_ends_is_noticed(tmp_path: Path) -> None:
    running = Tunnel(settings(), statistics=tmp_path / "s", program=script(tmp_path, "raise SystemExit(3)"))
    while running.ended() is None:
        time.sleep(0.01)
    assert running.ended() == "the tunnel ended with exit code 3"


def test_one_that_makes_no_device_is_an_error_that_says_what_it_needs(tmp_path: Path) -> None:
    with pytest.raises(TunnelError, match=r"did not make the device nosuch0: .*NET_ADMIN and /dev/net/tun"):
        Tunnel(settings("nosuch0"), statistics=tmp_path / "s", program=script(tmp_path, "raise SystemExit(1)"))


def test_a_program_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TunnelError, match="none: No such file or directory"):
        Tunnel(settings(), statistics=tmp_path / "s", program=str(tmp_path / "none"))


def test_statistics_are_flat_and_empty_until_there_are_some(tmp_path: Path) -> None:
    file = tmp_path / "s.json"
    assert read_statistics(file) == {}
    file.write_text(json.dumps({"flows": 3, "dropped": {"unknown flow": 1, "not-geneve": 2}}), encoding="utf-8")
    assert read_statistics(file) == {"flows": 3, "dropped_unknown_flow": 1, "dropped_not_geneve": 2}
