"""What the program conntrack is asked; a fake stands for it."""

import subprocess
import sys
import time
from typing import Any

import pytest
from packet_filter import sessions
from packet_filter.session_log import SessionLog

from tests.unit.packet_filter.test_kernel_values import EVENT

LISTED = """\
tcp 6 99 ESTABLISHED src=10.0.0.5 dst=192.0.2.1 sport=1 dport=443 src=192.0.2.1 dst=10.0.0.5 sport=443 dport=1 mark=1
tcp 6 100 TIME_WAIT src=10.0.0.5 dst=192.0.2.1 sport=2 dport=443 src=192.0.2.1 dst=10.0.0.5 sport=443 dport=2 mark=1
udp 17 28 src=10.0.0.5 dst=192.0.2.1 sport=5000 dport=53 src=192.0.2.1 dst=10.0.0.5 sport=53 dport=5000 mark=1
"""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What conntrack was asked. It lists sessions of IPv4, and none of IPv6."""
    commands: list[str] = []

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        commands.append(" ".join(command))
        return subprocess.CompletedProcess(command, 0, LISTED if "ipv4" in command else "", "")

    monkeypatch.setattr(subprocess, "run", run)
    return commands


def test_sessions_that_are_over_are_not_left(asked: list[str]) -> None:
    assert sessions.left() == 2
    # Only those that a rule accepted: the function's own never end.
    assert asked == [f"conntrack --dump --family {family} --mark 1" for family in ("ipv4", "ipv6")]


def test_ports_are_those_of_translated_sessions(asked: list[str]) -> None:
    sessions.used_ports()
    assert all(command.endswith("--mark 1 --src-nat") for command in asked)


def test_a_conntrack_that_fails_is_an_error_with_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "Operation failed: Operation not permitted\n")

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(OSError, match="conntrack: Operation failed: Operation not permitted"):
        sessions.statistics()


def test_sessions_are_logged_as_they_begin(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    writes = f"import time; print({EVENT!r}, end='', flush=True); time.sleep(60)"
    with SessionLog((sys.executable, "-c", writes)):
        for _ in range(200):
            if caplog.records:
                break
            time.sleep(0.05)
    (record,) = caplog.records
    assert record.getMessage() == "session"
    assert vars(record)["fields"]["client"] == "198.51.100.7"


def test_a_log_that_cannot_start_says_so(caplog: pytest.LogCaptureFixture) -> None:
    with SessionLog(("/nowhere/conntrack",)):
        for _ in range(200):
            if caplog.records:
                break
            time.sleep(0.05)
    assert caplog.messages == ["/nowhere/conntrack: No such file or directory"]
