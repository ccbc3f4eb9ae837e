"""The sessions that the kernel tracks in this network namespace: how many, whose, and what went wrong with them."""

import re
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from packet_filter.ruleset import ADMITTED_MARK

_COUNT = Path("/proc/sys/net/netfilter/nf_conntrack_count")
_MAX = Path("/proc/sys/net/netfilter/nf_conntrack_max")
# Sessions that are over; the kernel keeps them for late packets.
_OVER = re.compile(r" (TIME_WAIT|CLOSE|CLOSED) ")
_DESTINATION = re.compile(r" dst=(\S+)")
_STATISTIC = re.compile(r" ([a-z_]+)=(\d+)")
_SECONDS = 30


def tracked() -> int:
    """How many there are, the function's own connections included."""
    # The file appears with the first rule that looks at sessions.
    return int(_COUNT.read_text(encoding="ascii")) if _COUNT.exists() else 0


def kernel_limit() -> int:
    """How many the kernel tracks at most."""
    return int(_MAX.read_text(encoding="ascii"))


def left() -> int:
    """How many sessions that a rule has accepted are not over. Raises OSError: `conntrack` is missing or fails."""
    return sum(1 for line in _list() if not _OVER.search(line))


def used_ports() -> Counter[tuple[str, str]]:
    """For each protocol and each address of source NAT, how many sessions hold one of its ports. Raises OSError."""
    return count_ports(_list("--src-nat"))


def count_ports(lines: Iterable[str]) -> Counter[tuple[str, str]]:
    """The same, of the lines of `conntrack --dump`."""
    found: Counter[tuple[str, str]] = Counter()
    for line in lines:
        # The second direction is that of the answer, which goes to the address that the first was given.
        destinations = _DESTINATION.findall(line)
        if len(destinations) == 2:
            found[line.split(maxsplit=1)[0], destinations[1]] += 1
    return found


def statistics() -> Counter[str]:
    """The kernel's counters since its start, over all CPUs, such as drop and insert_failed. Raises OSError."""
    return sum_statistics(_conntrack("--stats"))


def sum_statistics(lines: Iterable[str]) -> Counter[str]:
    """The same, of the lines of `conntrack --stats`."""
    found: Counter[str] = Counter()
    for line in lines:
        for name, value in _STATISTIC.findall(line.replace("\t", " ")):
            found[name] += int(value)
    return found


def _list(*options: str) -> Iterator[str]:
    for family in ("ipv4", "ipv6"):
        yield from _conntrack("--dump", "--family", family, "--mark", str(ADMITTED_MARK), *options)


def _conntrack(*arguments: str) -> Iterator[str]:
    done = subprocess.run(  # noqa: S603
        ["conntrack", *arguments],  # noqa: S607 - from the image's packages
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    if done.returncode:
        raise OSError(f"conntrack: {done.stderr.strip()}")
    yield from done.stdout.splitlines()
