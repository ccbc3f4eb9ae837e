"""What the kernel has to do in this network namespace beside the rule set: forward, be lenient, route to the tunnel."""

import subprocess
from pathlib import Path

from packet_filter.logs import logger
from packet_filter.settings import Settings

PROC = Path("/proc/sys")
# The number of our routing table, and of our rule that leads to it.
TABLE = "6081"


class InterfaceError(Exception):
    """The kernel does not do what the function needs; the message says what to set, and where."""


def prepare(settings: Settings, *, proc: Path = PROC) -> None:
    """Raises InterfaceError: something without which no packet gets through."""
    inside, outside = settings.placement.inside, settings.placement.outside
    _require("net/ipv4/ip_forward", 1, proc)
    # A host that forwards stops listening to routers, and would lose its default route, unless told like this.
    for interface in {inside, outside}:
        if _read(f"net/ipv6/conf/{interface}/accept_ra", proc) == "1":
            _require(f"net/ipv6/conf/{interface}/accept_ra", 2, proc)
    if _has_ipv6(proc):
        _require("net/ipv6/conf/all/forwarding", 1, proc)
    # Load balancers may move a flow here in its middle, and show only one direction of another: the window that the
    # kernel has seen proves nothing.
    _prefer("net/netfilter/nf_conntrack_tcp_be_liberal", 1, proc)
    # A session that the load balancer has forgotten cannot come back; by default the kernel keeps it for five days.
    _prefer("net/netfilter/nf_conntrack_tcp_timeout_established", settings.idle_seconds, proc)
    if settings.has_tunnel:
        _prepare_tunnel(settings, proc)
    elif settings.placement.inside != settings.tunnel_device:
        logger.info("no tunnel: packets come bare, in by %s and out by %s", inside, outside)


def _prepare_tunnel(settings: Settings, proc: Path) -> None:
    device, outside = settings.tunnel_device, settings.placement.outside
    # What comes out of the tunnel has its way back there only by our own rule, which the filter does not ask.
    for interface in ("all", device):
        _require(f"net/ipv4/conf/{interface}/rp_filter", 0, proc)
    if settings.placement.one_arm:
        _route(came_in_by=device, to=device, proc=proc)
    else:
        # Answers; what is for the function itself was delivered before this rule is looked at.
        _route(came_in_by=outside, to=device, proc=proc)


def limit_sessions(limit: int, *, proc: Path = PROC) -> bool:
    """Have the kernel track at most `limit` sessions. False: it does not let us, as in most containers."""
    try:
        _write("net/netfilter/nf_conntrack_max", limit, proc)
    except OSError:
        return False
    return True


def _route(*, came_in_by: str, to: str, proc: Path) -> None:
    for family in ("-4", "-6") if _has_ipv6(proc) else ("-4",):
        # From a start before this one; otherwise it fails, which is well.
        _ip(family, "rule", "del", "pref", TABLE)
        for words in (
            ("route", "replace", "default", "dev", to, "table", TABLE),
            ("rule", "add", "pref", TABLE, "iif", came_in_by, "lookup", TABLE),
        ):
            if problem := _ip(family, *words):
                raise InterfaceError(f"ip {family} {' '.join(words)}: {problem}")


def _ip(*words: str) -> str:
    """What went wrong; empty: nothing."""
    try:
        done = subprocess.run(["ip", *words], capture_output=True, text=True, timeout=10, check=False)  # noqa: S603, S607
    except FileNotFoundError:
        raise InterfaceError("the program ip is missing; install the package iproute2") from None
    return "" if done.returncode == 0 else done.stderr.strip()


def _has_ipv6(proc: Path) -> bool:
    return (proc / "net/ipv6/conf/all/forwarding").exists()


def _require(name: str, value: int, proc: Path) -> None:
    try:
        _write(name, value, proc)
    except OSError as error:
        dotted = name.replace("/", ".")
        raise InterfaceError(
            f"{dotted} is {_read(name, proc) or 'missing'} and cannot be set to {value} ({error.strerror}); set it "
            f'before the start, for example in systemControls of the task definition: {{"{dotted}": "{value}"}}.'
        ) from None


def _prefer(name: str, value: int, proc: Path) -> None:
    try:
        _write(name, value, proc)
    except OSError as error:
        logger.warning(
            "%s stays %s, %s would be better (%s)", name.replace("/", "."), _read(name, proc), value, error.strerror
        )


def _read(name: str, proc: Path) -> str:
    try:
        return (proc / name).read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _write(name: str, value: int, proc: Path) -> None:
    # In a container /proc/sys is often read-only, and right already.
    if _read(name, proc) != str(value):
        (proc / name).write_text(f"{value}\n", encoding="ascii")
