"""The data plane of network functions: its own checks are green, with real packets too, and red on a planted fault."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from tools import run

PATHS = ("workload/service/runtime", "workload/service/management")
# The ratios of speed are for `python -m benchmarks traffic`: here another worker is at work on the same two cores.
WITHOUT_SPEED = "not test_speed and not test_baseline"


def traffic(folder: Path, chosen: str) -> subprocess.CompletedProcess[str]:
    """What `make traffic` runs, with the tests that pytest's `-k` chooses."""
    return run(folder, "-m", "tests.traffic", "-k", chosen, PYTHONPATH=os.pathsep.join((".", *PATHS)))


def left_behind() -> list[str]:
    """Namespaces of runs that have ended; others may be at work beside this one."""
    listed = subprocess.run(["ip", "netns", "list"], check=True, capture_output=True, text=True).stdout
    runs = re.findall(r"^traffic-(\d+)-\S+", listed, re.MULTILINE)
    return [run for run in runs if not Path("/proc", run).exists()]


@pytest.mark.slow
def test_the_handler_of_the_tunnel_is_green_under_the_sanitizers_of_the_compiler(repository: Path, tools: None) -> None:
    options = ("-q", "-p", "no:cacheprovider", "--import-mode=importlib", "-c", os.devnull, "--rootdir", ".")
    done = run(repository, "-m", "pytest", *options, "tests/tunnel", PYTHONPATH=os.pathsep.join((".", *PATHS)))
    assert done.returncode == 0, done.stdout
    assert "skipped" not in done.stdout


@pytest.mark.slow
def test_the_ports_of_a_function_lead_where_its_policy_says(ports: Path, tools: None) -> None:
    done = traffic(ports, "test_policy or test_forwards")
    assert done.returncode == 0, done.stdout
    assert "skipped" not in done.stdout


@pytest.mark.slow
def test_real_packets_get_what_is_promised_and_nothing_is_left_behind(repository: Path, tools: None) -> None:
    done = traffic(repository, WITHOUT_SPEED)
    assert done.returncode == 0, done.stdout[-20_000:]
    assert re.search(r"\b\d{3} passed", done.stdout)
    assert "skipped" not in done.stdout
    assert left_behind() == []
    reports = {path.name for path in (repository / "reports").iterdir()}
    assert reports == {"traffic.xml", "traffic.json", "traffic.svg", "topology.svg"}


@dataclass(frozen=True, kw_only=True)
class Fault:
    """file: where it is planted. part: what stands there. replacement: what comes in its place. chosen: the tests that
    must notice. told: what one of them says."""

    file: str
    part: str
    replacement: str
    chosen: str
    told: str


POLICY, TOPOLOGY = "workload/service/runtime/policy.yaml", "tests/traffic/topology.py"
# Of datagrams over IPv4, on their way to the server: one of fifty.
LOSS = (
    'server.namespace.run("iptables", "--append", "INPUT", "--protocol", "udp", "--match", "statistic", '
    '"--mode", "nth", "--every", "50", "--packet", "0", "--jump", "DROP")\n        yield Chain('
)
FAULTS = {
    "a rule is removed": Fault(
        file=POLICY,
        part="  - name: web\n    action: accept\n    protocol: tcp\n    ports: [80, 443]\n",
        replacement="",
        chosen="test_policy",
        told="strangers, web: did not pass",
    ),
    "an address is wrong": Fault(
        file=POLICY,
        part="from: [10.0.0.0/8,",
        replacement="from: [11.0.0.0/8,",
        chosen="test_policy",
        told="inside, any TCP: did not pass",
    ),
    "a rule lets everybody in": Fault(
        file=POLICY,
        part="ports: [80, 443]",
        replacement="ports: [22, 80, 443]",
        chosen="test_policy",
        told="strangers, SSH: passed",
    ),
    "the function does not run": Fault(
        file="workload/service/runtime/packet_filter/__main__.py",
        part='if __name__ == "__main__":',
        replacement='if __name__ == "__never__":',
        chosen="test_policy",
        told="does not answer",
    ),
    "packets are lost": Fault(
        file=TOPOLOGY,
        part="yield Chain(",
        replacement=LOSS,
        chosen="packets_are_not_much_later and 4",
        told="lost == 0",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_real_packets_notice_it_when(fault: Fault, spoilt: Path, tools: None) -> None:
    file = spoilt / fault.file
    text = file.read_text("utf-8")
    assert text.count(fault.part) == 1
    file.write_text(text.replace(fault.part, fault.replacement), "utf-8")
    done = traffic(spoilt, fault.chosen)
    assert done.returncode == 1, done.stdout
    assert fault.told in done.stdout
