"""A cloud whose packets meet a function of the test's own: tasks, fleet and policies in one."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

NEAR, FAR, TRANSLATED = "10.0.0.10", "10.0.64.10", "10.0.128.7"


class World:
    """Tasks, fleet and policies in one. drops: the ports that the function drops. lost_at: of the instance."""

    def __init__(self, *, drops: Sequence[int], translates: bool) -> None:
        self.drops, self.translates = set(drops), translates
        self.plans: list[tuple[str, dict[str, Any]]] = []
        self.policies: list[str] = []
        self.served: dict[str, Any] = {}
        self.carries = 0.8
        self.lost = False
        self.before = "forwards: [{name: a, protocol: tcp, port: 443, to: 10.0.3.4, to_port: 1}, "
        self.before += "{name: b, protocol: udp, port: 53, to: 10.0.3.4, to_port: 1}]\nrules: []\n"

    @contextmanager
    def servers(self, plan: dict[str, Any], *, subnets: Sequence[str]) -> Iterator[list[str]]:
        self.served = plan
        yield [NEAR, FAR][: len(subnets)]

    def start(self, mode: str, plan: dict[str, Any], *, subnet: str) -> str:
        assert subnet == "subnet-near"
        self.plans.append((mode, plan))
        return mode

    def running(self, task: str) -> dict[str, Any]:
        return {"availabilityZone": "eu-central-1a"}

    def finished(self, task: str, *, seconds: float) -> dict[str, Any]:
        _, plan = self.plans[-1]
        if task == "volume":
            return {"megabits": {"function": [1000 * self.carries], "direct": [1000.0]}}
        if task == "endure":
            return {
                "began": 0.0,
                "ended": 240.0,
                "attempts": 900,
                "failed": [[40.0, 40.0, 1]],
                "kept": 8,
                "kept_cut": 2,
            }
        ways = [(path, each) for path in plan["paths"] for each in plan["flows"]]
        return {"own_address": "10.0.0.77", "flows": [self._flow(*way, plan["messages"]) for way in ways]}

    def _flow(self, path: str, each: dict[str, Any], messages: int) -> dict[str, Any]:
        through = path == "function"
        silent = through and each["port"] in self.drops
        seen_from = TRANSLATED if through and self.translates else "10.0.0.77"
        sent, answered = (3, 0) if silent else (messages, messages)
        return {
            **each,
            "path": path,
            "sent": sent,
            "answered": answered,
            "refused": False,
            "p99_ms": 1.0,
            "seen_from": "" if silent or each["protocol"] == "icmp" else seen_from,
        }

    @contextmanager
    def changed(self) -> Iterator["World"]:
        yield self
        self.policies.append("put back")

    def put(self, text: str) -> None:
        self.policies.append(text)
        if "192.0.2.1" in text:
            self.drops = {443, 53}

    def require_two(self) -> frozenset[str]:
        return frozenset({"i-1", "i-2"})

    def healthy(self) -> frozenset[str]:
        return frozenset({"i-2"} if self.lost else {"i-1", "i-2"})

    def take_away(self, zone: str) -> str:
        assert zone == "eu-central-1a"
        self.lost = True
        return "i-1"

    def seconds_until_whole(self, targets: int, *, at_most: float) -> float | None:
        return 200.0
