"""How busy the CPUs are with packets: forwarding happens in soft interrupts, which belong to no process."""

from collections.abc import Mapping
from pathlib import Path

_STAT = Path("/proc/stat")
# user nice system idle iowait irq softirq steal; guest time after these is contained in user time.
_COLUMNS = 8
_SOFTIRQ = 6

# For each CPU: ticks in soft interrupts, and all of its ticks.
Times = Mapping[str, tuple[int, int]]


def times(file: Path = _STAT) -> Times:
    """Since the start of the host. Raises OSError."""
    found = {}
    for line in file.read_text(encoding="ascii").splitlines():
        name, *ticks = line.split()
        # `cpu` alone is the sum, in which one CPU that is out of breath would be hidden.
        if name.startswith("cpu") and name != "cpu":
            counted = [int(each) for each in ticks[:_COLUMNS]]
            found[name] = (counted[_SOFTIRQ], sum(counted))
    return found


def busiest(before: Times, after: Times) -> float:
    """The share of soft interrupts between two times, of the CPU that had most of them, in percent."""
    shares = [
        100 * (softirq - before[name][0]) / (all_of_it - before[name][1])
        for name, (softirq, all_of_it) in after.items()
        if name in before and all_of_it > before[name][1]
    ]
    return max(shares, default=0.0)
