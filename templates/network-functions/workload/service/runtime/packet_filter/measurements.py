"""What the function did in a minute, as metrics: packets, drops by cause and rule, sessions, NAT ports, softirq CPU.

A rule that accepts has no metric of its own, and one that drops only in a minute in which it did: each would be paid
for. All counters stand in the line of the log.
"""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from packet_filter import emf, nft, sessions, softirq
from packet_filter.emf import Metric, Unit
from packet_filter.policy import CLOSED, Action, Policy
from packet_filter.ruleset import ADMITTED, DROPS, ESTABLISHED
from packet_filter.status import Status
from packet_filter.tally import Tally
from packet_filter.tunnel import read_statistics

_BYTES = " bytes"
# Every kind of loss that the kernel's session table knows.
_KERNEL = {"drop": "ConntrackDrops", "insert_failed": "ConntrackInsertFailed", "early_drop": "ConntrackEarlyDrops"}
# As many ports as an address has for source NAT when the policy names none.
_PORTS = 64_512


@dataclass(frozen=True, kw_only=True)
class Readings:
    """Where values come from; fakes in tests. Each may raise OSError, and then its metric is missing."""

    counters: Callable[[], Mapping[str, nft.Counter]] = nft.counters
    used_ports: Callable[[], Counter[tuple[str, str]]] = sessions.used_ports
    conntrack: Callable[[], Mapping[str, int]] = sessions.statistics
    cpu: Callable[[], softirq.Times] = softirq.times


class Measurements:
    """tunnel: the file with the statistics of the tunnel, if there is one."""

    def __init__(
        self,
        status: Status,
        *,
        namespace: str,
        environment: str,
        out: TextIO,
        tunnel: Path | None = None,
        readings: Readings | None = None,
    ) -> None:
        self._status = status
        self._namespace = namespace
        self._environment = environment
        self._out = out
        self._tunnel = tunnel
        self._read = readings or Readings()
        self._policy: Policy = CLOSED
        self._loaded = False
        self._rules = Tally()
        # The kernel counts since its own start, of other namespaces too.
        self._kernel = Tally(self._read.conntrack())
        self._tunneled = Tally()
        self._softirq = self._read.cpu()

    def before_load(self) -> None:
        """A rule set is about to be replaced, and its counters with it."""
        # What a process before this one loaded, that one has counted. Counters that are gone are no reason not to load.
        if self._loaded:
            with suppress(nft.NftError):
                self._add_counters()

    def after_load(self, policy: Policy) -> None:
        """Whose rules are counted from now on."""
        self._policy = policy
        self._loaded = True
        self._rules.restart()

    def emit(self) -> None:
        """Write what there is since the last time. Raises NftError: no rule set is loaded; OSError: as Readings."""
        self._add_counters()
        grown = self._rules.take()
        drops = {cause: grown[f"dropped_{cause}"] for cause in DROPS}
        drops |= {rule.name: grown[rule.name] for rule in self._policy.rules if rule.action is Action.DROP}
        metrics = {
            "Packets": Metric(value=grown[ESTABLISHED] + grown[ADMITTED], unit=Unit.COUNT),
            "Bytes": Metric(value=grown[ESTABLISHED + _BYTES] + grown[ADMITTED + _BYTES], unit=Unit.BYTES),
            "NewSessions": Metric(value=grown[ADMITTED], unit=Unit.COUNT),
            "DroppedPackets": Metric(value=sum(drops.values()), unit=Unit.COUNT),
            "PolicyRefused": Metric(value=int(self._status.refused is not None), unit=Unit.COUNT),
            **self._sessions(),
            **self._cpu(),
            **self._tunnel_metrics(),
        }
        # An alarm needs the zero, too; a minute without a line would be one without data.
        said = {name: value for name, value in grown.items() if value and not name.endswith(_BYTES)}
        self._write(metrics, {"Environment": self._environment}, {"counters": said, "policy": self._status.policy})
        for name, value in drops.items():
            if value:
                by_rule = {"Environment": self._environment, "Rule": name}
                self._write({"DroppedPackets": Metric(value=value, unit=Unit.COUNT)}, by_rule)

    def _add_counters(self) -> None:
        shown: dict[str, int] = {}
        for name, counter in self._read.counters().items():
            shown |= {name: counter.packets, name + _BYTES: counter.bytes}
        self._rules.add(shown)

    def _sessions(self) -> dict[str, Metric]:
        self._kernel.add(self._read.conntrack())
        grown = self._kernel.take()
        share = 100 * self._status.sessions / self._policy.limits.sessions
        metrics = {
            "Sessions": Metric(value=self._status.sessions, unit=Unit.COUNT),
            "SessionTableUse": Metric(value=round(share, 2), unit=Unit.PERCENT),
        }
        metrics |= {name: Metric(value=grown[theirs], unit=Unit.COUNT) for theirs, name in _KERNEL.items()}
        if self._policy.source_nat or self._policy.forwards:
            ports = min((each.ports.last - each.ports.first + 1 for each in self._policy.source_nat), default=_PORTS)
            busiest = max(self._read.used_ports().values(), default=0)
            metrics["NatPortUse"] = Metric(value=round(100 * busiest / ports, 2), unit=Unit.PERCENT)
        return metrics

    def _cpu(self) -> dict[str, Metric]:
        before, self._softirq = self._softirq, self._read.cpu()
        share = softirq.busiest(before, self._softirq)
        return {"SoftirqCpu": Metric(value=round(share, 2), unit=Unit.PERCENT)}

    def _tunnel_metrics(self) -> dict[str, Metric]:
        if self._tunnel is None:
            return {}
        self._tunneled.add(read_statistics(self._tunnel))
        grown = self._tunneled.take()
        dropped = sum(value for name, value in grown.items() if name.startswith("dropped_"))
        return {"TunnelDrops": Metric(value=dropped + grown["socket_overflows"], unit=Unit.COUNT)}

    def _write(
        self, metrics: Mapping[str, Metric], dimensions: Mapping[str, str], fields: Mapping[str, object] | None = None
    ) -> None:
        written = emf.line(
            metrics, namespace=self._namespace, dimensions=dimensions, seconds=time.time(), fields=fields
        )
        # In one piece: the health server's threads may log at the same time.
        self._out.write(written + "\n")
        self._out.flush()
