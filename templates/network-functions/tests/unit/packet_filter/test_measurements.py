"""The metrics of a minute, in CloudWatch's embedded format."""

import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

from packet_filter import nft, policy_file
from packet_filter.measurements import Measurements, Readings
from packet_filter.nft import NftError
from packet_filter.policy import CLOSED
from packet_filter.status import Refused, Status

from tests.unit.packet_filter.policies import EVERYTHING

POLICY = policy_file.read(EVERYTHING)


class Setup:
    """Measurements whose values the test decides."""

    def __init__(self, tunnel: Path | None = None) -> None:
        self.counters: dict[str, tuple[int, int]] = {}
        self.conntrack = {"drop": 100, "insert_failed": 7, "early_drop": 0, "found": 5}
        self.ports: Counter[tuple[str, str]] = Counter()
        self.cpu = {"cpu0": (10, 1000), "cpu1": (10, 1000)}
        self.removed = False
        self.out = io.StringIO()
        self.status = Status(version="1", policy="v7", sessions=250)
        self.measurements = Measurements(
            self.status,
            namespace="network-function",
            environment="dev",
            out=self.out,
            tunnel=tunnel,
            readings=Readings(
                counters=self.read,
                used_ports=lambda: self.ports,
                conntrack=lambda: self.conntrack,
                cpu=lambda: self.cpu,
            ),
        )
        self.measurements.after_load(POLICY)

    def read(self) -> dict[str, nft.Counter]:
        """The counters, unless the rule set was removed."""
        if self.removed:
            raise NftError("No such file or directory")
        return {name: nft.Counter(packets=packets, bytes=size) for name, (packets, size) in self.counters.items()}

    def emit(self) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """The line with the totals, and those of rules."""
        before = self.out.tell()
        self.measurements.emit()
        first, *rest = [json.loads(line) for line in self.out.getvalue()[before:].splitlines()]
        return first, rest


def test_a_line_declares_its_metrics_as_cloudwatch_wants_them() -> None:
    line, _ = Setup().emit()
    (declared,) = line["_aws"]["CloudWatchMetrics"]
    assert line["_aws"]["Timestamp"] > 1_600_000_000_000
    assert (declared["Namespace"], declared["Dimensions"]) == ("network-function", [["Environment"]])
    assert line["Environment"] == "dev"
    units = {metric["Name"]: metric["Unit"] for metric in declared["Metrics"]}
    assert {name: units[name] for name in ("Packets", "Bytes", "SessionTableUse")} == {
        "Packets": "Count",
        "Bytes": "Bytes",
        "SessionTableUse": "Percent",
    }
    # CloudWatch drops a line that declares what it does not have, or more than a hundred metrics.
    assert all(isinstance(line[name], int | float) for name in units)
    assert len(units) <= 100


def test_packets_are_those_that_went_on_since_the_last_minute() -> None:
    setup = Setup()
    setup.counters = {"established": (1000, 900_000), "admitted": (10, 600)}
    line, _ = setup.emit()
    assert (line["Packets"], line["Bytes"], line["NewSessions"]) == (1010, 900_600, 10)
    setup.counters = {"established": (1500, 900_500), "admitted": (11, 660)}
    line, _ = setup.emit()
    assert (line["Packets"], line["Bytes"], line["NewSessions"]) == (501, 560, 1)


def test_drops_are_told_by_cause_and_by_rule_but_only_in_a_minute_that_has_them() -> None:
    setup = Setup()
    # `web` accepts: what it counts is no drop.
    setup.counters = {"dropped_spoofed": (3, 180), "icmp": (4, 240), "web": (9, 540), "dropped_invalid": (0, 0)}
    line, rules = setup.emit()
    assert line["DroppedPackets"] == 7
    assert [(each["Rule"], each["DroppedPackets"]) for each in rules] == [("spoofed", 3), ("icmp", 4)]
    assert rules[0]["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["Environment", "Rule"]]
    assert line["counters"] == {"dropped_spoofed": 3, "icmp": 4, "web": 9}
    line, rules = setup.emit()
    # The total is there also when it is zero: an alarm needs data.
    assert (line["DroppedPackets"], rules) == (0, [])


def test_a_reload_loses_no_packet_from_the_count() -> None:
    setup = Setup()
    setup.counters = {"established": (1000, 0)}
    setup.measurements.before_load()
    setup.measurements.after_load(POLICY)
    # Already more than before the reload: only who knows of it counts all.
    setup.counters = {"established": (1200, 0)}
    assert setup.emit()[0]["Packets"] == 2200


def test_counters_that_began_again_without_a_word_are_taken_as_they_are() -> None:
    setup = Setup()
    setup.counters = {"established": (1000, 0)}
    setup.emit()
    setup.counters = {"established": (30, 0)}
    assert setup.emit()[0]["Packets"] == 30


def test_what_the_function_before_this_one_counted_is_not_counted_again() -> None:
    setup = Setup()
    setup.measurements = Measurements(
        setup.status,
        namespace="n",
        environment="dev",
        out=setup.out,
        readings=Readings(
            counters=setup.read, used_ports=Counter, conntrack=lambda: setup.conntrack, cpu=lambda: setup.cpu
        ),
    )
    setup.counters = {"established": (1000, 0)}
    setup.measurements.before_load()
    setup.measurements.after_load(POLICY)
    setup.counters = {"established": (5, 0)}
    assert setup.emit()[0]["Packets"] == 5


def test_counters_that_are_gone_are_no_reason_not_to_load() -> None:
    setup = Setup()
    setup.removed = True
    setup.measurements.before_load()


def test_sessions_are_told_with_their_share_of_the_limit() -> None:
    line, _ = Setup().emit()
    assert (line["Sessions"], line["SessionTableUse"]) == (250, 25.0)


def test_losses_of_the_session_table_are_those_since_the_start() -> None:
    setup = Setup()
    setup.conntrack = {"drop": 104, "insert_failed": 7, "early_drop": 1}
    line, _ = setup.emit()
    assert (line["ConntrackDrops"], line["ConntrackInsertFailed"], line["ConntrackEarlyDrops"]) == (4, 0, 1)


def test_nat_ports_are_told_of_the_address_that_has_fewest_left() -> None:
    setup = Setup()
    setup.ports = Counter({("tcp", "203.0.113.10"): 500, ("tcp", "203.0.113.12"): 10, ("udp", "203.0.113.10"): 7})
    # Ports 2000 to 3000 are 1001.
    assert setup.emit()[0]["NatPortUse"] == 49.95
    setup.measurements.after_load(CLOSED)
    assert "NatPortUse" not in setup.emit()[0]


def test_the_busiest_cpu_is_told() -> None:
    setup = Setup()
    setup.cpu = {"cpu0": (20, 1100), "cpu1": (85, 1100), "cpu2": (1, 1)}
    assert setup.emit()[0]["SoftirqCpu"] == 75.0


def test_a_refused_policy_is_a_metric_for_an_alarm() -> None:
    setup = Setup()
    assert setup.emit()[0]["PolicyRefused"] == 0
    setup.status.refused = Refused(version="v8", reason="port 70000")
    assert setup.emit()[0]["PolicyRefused"] == 1


def test_what_the_tunnel_dropped_is_told_where_there_is_one(tmp_path: Path) -> None:
    file = tmp_path / "tunnel.json"
    setup = Setup(tunnel=file)
    # Not written yet.
    assert setup.emit()[0]["TunnelDrops"] == 0
    file.write_text(
        json.dumps({"flows": 9, "socket_overflows": 2, "dropped": {"unknown_flow": 3, "not_geneve": 4}}),
        encoding="utf-8",
    )
    assert setup.emit()[0]["TunnelDrops"] == 9
    assert setup.emit()[0]["TunnelDrops"] == 0
    assert "TunnelDrops" not in Setup().emit()[0]
