"""What the suites call: the packet proof, throughput and failover of a deployed environment, each with its report."""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import boto3

from workload.service.proof import judge, policy, speed
from workload.service.proof.baseline import Baseline
from workload.service.proof.fleet import Fleet
from workload.service.proof.flows import DIRECT, FUNCTION, first_tcp, probe_plan, promised, refused, server_plan
from workload.service.proof.limits import LIMITS
from workload.service.proof.place import Place
from workload.service.proof.policy_api import Policies, PolicyApi
from workload.service.proof.promises import PROMISES, Promise
from workload.service.proof.tasks import Tasks

REPORTS = Path("reports")
SERVER_SECONDS = 1800
PROBE_SECONDS = 600.0
VOLUME = {"streams": 4, "seconds": 10, "turns": 3}
VOLUME_SECONDS = 300.0
# Two looks of a load balancer and a generous rest; the flows have to go on until nothing fails any more.
ENDURE = {"seconds": 240, "lanes": 4, "pause": 0.2, "kept": 8}
QUIET_SECONDS = 30.0
MORE_SECONDS = 120.0


class Proof:
    """One run in the environment that `outputs` describe.

    session: of the role of the suites. Raises ActionFailed or ProofUnavailable: see `place.Place.read`.
    """

    def __init__(self, outputs: Mapping[str, str], session: boto3.Session) -> None:
        self.place = Place.read(outputs)
        self.tasks = Tasks(self.place, session.client("ecs"), session.client("logs"))
        self.fleet = Fleet(
            self.place,
            autoscaling=session.client("autoscaling"),
            elbv2=session.client("elbv2"),
            ec2=session.client("ec2"),
        )
        self.policies = Policies(PolicyApi(outputs["Endpoint"], session), seconds=self.place.policy_seconds)
        self.now: Callable[[], float] = time.time
        self.sleep: Callable[[float], None] = time.sleep

    def packets(self) -> list[str]:
        """Send what is promised, and what has to be dropped. Returns what is wrong, a sentence each."""
        with self._servers() as (paths, server):
            if not self.place.ports:
                return self._probed("packets", paths, promised(self.place, server))
            with self.policies.changed() as change:
                promises = promised(self.place, server)
                change.put(policy.to_server(change.before, self.place, server))
                wrong = self._probed("packets", paths, promises)
                change.put(policy.closed(policy.to_server(change.before, self.place, server), self.place))
                return [*wrong, *self._probed("dropped_packets", paths, refused(promises))]

    def throughput_and_failover(self) -> list[str]:
        """Measure how much gets through, then take an instance away. Returns what is worse than the baseline."""
        baseline = Baseline.read()
        with self._servers() as (paths, server), self._policy_for(server):
            port = first_tcp(promised(self.place, server)).port
            volume = self._generated("volume", {"paths": paths, "port": port, **VOLUME}, VOLUME_SECONDS)
            before = self.fleet.require_two()
            endured, taken_at = self._while_one_is_lost({"host": paths[FUNCTION], "port": port, **ENDURE})
            after = self.fleet.healthy()
        whole = self.fleet.seconds_until_whole(len(before), at_most=LIMITS.whole_seconds)
        wrong = [
            *speed.throughput_problems(volume, baseline),
            *speed.failover_problems(
                endured, taken_at=taken_at, before=before, after=after, whole_seconds=whole, baseline=baseline
            ),
        ]
        figures = {
            "throughput_ratio": speed.throughput_ratio(volume),
            "failing_seconds": speed.failing_seconds(endured, taken_at),
            "kept_flows_cut": endured["kept_cut"],
            "whole_seconds": whole,
        }
        write_report("throughput", wrong, figures=figures, volume=volume, failover=endured, baseline=asdict(baseline))
        return wrong

    @contextmanager
    def _servers(self) -> Iterator[tuple[dict[str, str], str]]:
        """The host by way, and the address of the server near the generator."""
        promises = promised(self.place, "") if self.place.ports else PROMISES
        plan = server_plan(promises, seconds=SERVER_SECONDS)
        subnets = [each for each in (self.place.near, self.place.far) if each]
        with self.tasks.servers(plan, subnets=subnets) as addresses:
            yield {FUNCTION: self.place.host or addresses[-1], DIRECT: addresses[0]}, addresses[0]

    @contextmanager
    def _policy_for(self, server: str) -> Iterator[None]:
        """Behind a network load balancer the function forwards to the server meanwhile; else the policy stays."""
        if not self.place.ports:
            yield
            return
        with self.policies.changed() as change:
            change.put(policy.to_server(change.before, self.place, server))
            yield

    def _probed(self, report: str, paths: dict[str, str], promises: Sequence[Promise]) -> list[str]:
        plan = probe_plan(promises, paths=paths, messages=LIMITS.messages)
        result = self._generated("probe", plan, PROBE_SECONDS)
        wrong = list(judge.problems(result, promises, translates=self.place.translates))
        write_report(report, wrong, result=result, promises=[asdict(each) for each in promises])
        return wrong

    def _generated(self, mode: str, plan: dict[str, Any], seconds: float) -> dict[str, Any]:
        return self.tasks.finished(self.tasks.start(mode, plan, subnet=self.place.near), seconds=seconds)

    def _while_one_is_lost(self, plan: dict[str, Any]) -> tuple[dict[str, Any], float]:
        task = self.tasks.start("endure", plan, subnet=self.place.near)
        zone = self.tasks.running(task)["availabilityZone"]
        self.sleep(QUIET_SECONDS)
        taken_at = self.now()
        self.fleet.take_away(zone)
        return self.tasks.finished(task, seconds=plan["seconds"] + MORE_SECONDS), taken_at


def write_report(name: str, wrong: Iterable[str], *, folder: Path | None = None, **parts: Any) -> None:
    """What was measured, with the limits that judged it, as reports/NAME.json."""
    folder = folder or REPORTS
    folder.mkdir(exist_ok=True)
    report = {"problems": list(wrong), "limits": LIMITS.as_json(), **parts}
    text = json.dumps(report, indent=2)
    # A build keeps its log, and of its files only the reports of the tests.
    print(f"{name}: {text}")
    (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")
