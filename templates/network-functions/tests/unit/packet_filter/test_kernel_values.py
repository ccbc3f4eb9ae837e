"""What the kernel and its tools print, read."""

from pathlib import Path

from packet_filter import sessions, softirq
from packet_filter.session_log import fields

STAT = """\
cpu  100 0 50 800 0 0 30 0 0 0
cpu0 60 0 30 400 0 0 10 0 5 0
cpu1 40 0 20 400 0 0 20 0 0 0
intr 12345
"""
STATISTICS = """\
cpu=0   \tfound=0 invalid=1 insert=0 insert_failed=2 drop=3 early_drop=0 error=0 search_restart=0
cpu=1   \tfound=1 invalid=0 insert=0 insert_failed=5 drop=0 early_drop=1 error=0 search_restart=0
"""
TRANSLATED = """\
tcp      6 431998 ESTABLISHED src=10.0.0.5 dst=192.0.2.1 sport=40000 dport=443 src=192.0.2.1 dst=203.0.113.10 \
sport=443 dport=40000 [ASSURED] mark=1 use=1
tcp      6 120 SYN_SENT src=10.0.0.6 dst=192.0.2.1 sport=40000 dport=443 [UNREPLIED] src=192.0.2.1 dst=203.0.113.10 \
sport=443 dport=1024 mark=1 use=1
udp      17 28 src=10.0.0.5 dst=192.0.2.1 sport=5000 dport=53 src=192.0.2.1 dst=203.0.113.12 sport=53 dport=5000 mark=1
"""
EVENT = (
    "    [NEW] tcp      6 120 SYN_SENT src=198.51.100.7 dst=10.0.1.5 sport=40000 dport=443 [UNREPLIED] "
    "src=10.0.3.4 dst=10.0.1.5 sport=8443 dport=40000 mark=1\n"
)


def test_the_time_in_soft_interrupts_is_read_for_each_cpu(tmp_path: Path) -> None:
    file = tmp_path / "stat"
    file.write_text(STAT, encoding="ascii")
    # Guest time, in the ninth column, is part of user time already.
    assert softirq.times(file) == {"cpu0": (10, 500), "cpu1": (20, 480)}


def test_a_cpu_of_which_no_time_went_by_has_no_share() -> None:
    assert softirq.busiest({"cpu0": (1, 10)}, {"cpu0": (1, 10)}) == 0.0


def test_statistics_are_summed_over_cpus() -> None:
    found = sessions.sum_statistics(STATISTICS.splitlines())
    assert (found["insert_failed"], found["drop"], found["early_drop"], found["invalid"]) == (7, 3, 1, 1)


def test_ports_are_counted_for_each_protocol_and_address() -> None:
    assert sessions.count_ports(TRANSLATED.splitlines()) == {
        ("tcp", "203.0.113.10"): 2,
        ("udp", "203.0.113.12"): 1,
    }


def test_a_session_is_logged_with_its_client_and_its_backend() -> None:
    assert fields(EVENT) == {
        "protocol": "tcp",
        "client": "198.51.100.7",
        "client_port": 40000,
        "port": 443,
        "backend": "10.0.3.4",
        "backend_port": 8443,
    }
    assert fields("conntrack v1.4.7 (conntrack-tools): 1 flow events have been shown.") is None
