"""What the suites call, from servers to report, with a cloud whose packets meet a function of the test's own."""

import json
from pathlib import Path
from typing import Any

import boto3
import pytest

from tests.unit.proof.places import BEHIND_A_GATEWAY, BEHIND_PORTS, outputs
from tests.unit.proof.world import FAR, NEAR, World
from workload.service.proof import run
from workload.service.proof.run import Proof


@pytest.fixture(autouse=True)
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(run, "REPORTS", tmp_path / "reports")
    return tmp_path / "reports"


def proof(world: Any, values: dict[str, Any]) -> Proof:
    made = Proof(outputs(values), boto3.Session(region_name="eu-central-1"))
    made.tasks = made.fleet = made.policies = world
    made.now, made.sleep = (lambda: 30.0), (lambda seconds: None)
    return made


def test_what_the_template_promises_is_proven_and_reported_with_its_limits(reports: Path) -> None:
    world = World(drops=[139, 445], translates=False)
    assert proof(world, BEHIND_A_GATEWAY).packets() == []
    ((mode, plan),) = world.plans
    assert mode == "probe"
    assert plan["paths"] == {"function": FAR, "direct": NEAR}
    assert {445, 443} <= set(world.served["tcp"])
    report = json.loads((reports / "packets.json").read_text("utf-8"))
    assert (report["problems"], report["limits"]["lost_percent"]) == ([], 0.5)
    assert world.policies == []


def test_a_function_that_drops_nothing_is_found(reports: Path) -> None:
    wrong = proof(World(drops=[], translates=False), BEHIND_A_GATEWAY).packets()
    assert wrong
    assert all("has to be dropped" in sentence for sentence in wrong)
    assert json.loads((reports / "packets.json").read_text("utf-8"))["problems"] == wrong


def test_source_nat_that_translates_nothing_is_found() -> None:
    world = World(drops=[139, 445], translates=False)
    assert any(
        "nothing was translated" in each for each in proof(world, {**BEHIND_A_GATEWAY, "translates": True}).packets()
    )


def test_behind_a_network_load_balancer_packets_go_by_its_name_to_the_server_and_then_nowhere(reports: Path) -> None:
    world = World(drops=[], translates=True)
    assert proof(world, BEHIND_PORTS).packets() == []
    assert world.plans[0][1]["paths"] == {"function": BEHIND_PORTS["host"], "direct": NEAR}
    to_server, closed, end = world.policies
    assert f"to: {NEAR}" in to_server
    assert "192.0.2.1" in closed
    assert end == "put back"
    assert {file.name for file in reports.iterdir()} == {"packets.json", "dropped_packets.json"}


def test_ports_that_a_rule_does_not_close_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(drops=[], translates=True)
    monkeypatch.setattr(world, "put", world.policies.append)
    wrong = proof(world, BEHIND_PORTS).packets()
    assert len(wrong) == 2
    assert all("has to be dropped" in sentence for sentence in wrong)


@pytest.mark.parametrize("values", [BEHIND_A_GATEWAY, BEHIND_PORTS], ids=["gateway", "ports"])
def test_throughput_and_failover_are_measured_through_the_function(values: dict[str, Any], reports: Path) -> None:
    world = World(drops=[], translates=False)
    assert proof(world, values).throughput_and_failover() == []
    through = values["host"] or FAR
    (_, volume), (_, endure) = world.plans
    assert (volume["paths"]["function"], endure["host"]) == (through, through)
    report = json.loads((reports / "throughput.json").read_text("utf-8"))
    assert report["figures"]["throughput_ratio"] == pytest.approx(0.8)
    assert report["figures"]["failing_seconds"] == 10.0
    assert world.lost
    assert world.policies[-1:] == (["put back"] if values["ports"] else [])


def test_a_slow_function_is_found_and_the_report_says_so(reports: Path) -> None:
    world = World(drops=[], translates=False)
    world.carries = 0.05
    (sentence,) = proof(world, BEHIND_A_GATEWAY).throughput_and_failover()
    assert sentence.startswith("Throughput through the function is 0.05")
    assert json.loads((reports / "throughput.json").read_text("utf-8"))["problems"] == [sentence]
