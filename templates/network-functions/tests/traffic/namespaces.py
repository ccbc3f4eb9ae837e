"""Network namespaces: made for one run, entered by a thread or a program, removed with everything that runs in them."""

import ctypes
import json
import os
import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

# traffic-PID-NAME: the process tells runs apart, and those that were killed from those that go on.
PREFIX = "traffic"
FOLDER = Path("/run/netns")
_CLONE_NEWNET = 0x40000000
_libc = ctypes.CDLL(None, use_errno=True)
_thread = threading.local()


class Namespace:
    """One network namespace. Sockets that are made inside `with namespace:` belong to it for good."""

    def __init__(self, name: str) -> None:
        """name: what the suite calls it, such as `client`; the system's name is `self.full_name`."""
        self.name = name
        self.full_name = f"{PREFIX}-{os.getpid()}-{name}"

    def create(self) -> None:
        """Make it, with a loopback interface that is up. IPv6 addresses are usable at once: nobody else has them."""
        ip("netns", "add", self.full_name)
        self.run("ip", "link", "set", "lo", "up")
        for scope in ("all", "default"):
            self.set(f"net/ipv6/conf/{scope}/accept_dad", 0)
            self.set(f"net/ipv6/conf/{scope}/accept_ra", 0)

    def __enter__(self) -> None:
        """Move the calling thread in, until the `with` ends."""
        outer = getattr(_thread, "outer", [])
        outer.append(os.open("/proc/thread-self/ns/net", os.O_RDONLY))
        _thread.outer = outer
        descriptor = os.open(FOLDER / self.full_name, os.O_RDONLY)
        try:
            _setns(descriptor)
        finally:
            os.close(descriptor)

    def __exit__(self, *_: object) -> None:
        descriptor = _thread.outer.pop()
        try:
            _setns(descriptor)
        finally:
            os.close(descriptor)

    def command(self, *command: str) -> list[str]:
        """The command line that runs `command` in here."""
        return ["ip", "netns", "exec", self.full_name, *command]

    def run(self, *command: str, stdin: str = "") -> str:
        """What the program prints. Raises RuntimeError with the program's own words: it failed."""
        return _run(*self.command(*command), stdin=stdin)

    def start(self, *command: str, **options: Any) -> subprocess.Popen[bytes]:
        """Start a program that goes on. It ends with the namespace at the latest. options: those of Popen."""
        return subprocess.Popen(self.command(*command), stdin=subprocess.DEVNULL, **options)

    def set(self, name: str, value: int) -> None:
        """Write a kernel setting of this namespace. name: its path below /proc/sys."""
        with self:
            Path("/proc/sys", name).write_text(str(value))

    def nft(self, command: str) -> str:
        """Let nftables run `command`, or a whole file of them; gives what it prints."""
        return self.run("nft", "--file", "-", stdin=command)

    def counters(self) -> dict[str, int]:
        """The named counters of all tables here, in packets."""
        listed = json.loads(self.run("nft", "--json", "list", "counters"))["nftables"]
        return {item["counter"]["name"]: item["counter"]["packets"] for item in listed if "counter" in item}

    def remove(self) -> None:
        """Remove it, if it is there. Its programs end first: they would keep it alive."""
        remove(self.full_name)


def remove(name: str) -> None:
    """Remove the namespace of this full name, if it is there, and end the programs in it."""
    if not (FOLDER / name).exists():
        return
    # A thread of this process may be inside; it is no program to end.
    inside = [int(each) for each in ip("netns", "pids", name).split() if int(each) != os.getpid()]
    for number in inside:
        try:
            os.kill(number, signal.SIGKILL)
        except ProcessLookupError:
            continue
    ip("netns", "delete", name)
    _reap(inside)


def _reap(numbers: list[int]) -> None:
    until = time.monotonic() + 2
    while numbers and time.monotonic() < until:
        numbers = [number for number in numbers if Path("/proc", str(number)).exists() and not _reaped(number)]
        time.sleep(0.01)


def _reaped(number: int) -> bool:
    try:
        return os.waitpid(number, os.WNOHANG)[0] == number
    except ChildProcessError:
        return False


def _setns(descriptor: int) -> None:
    # `os.setns` came with Python 3.12.
    if _libc.setns(descriptor, _CLONE_NEWNET):
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))


def ip(*arguments: str) -> str:
    """Run the program `ip` outside of any namespace. Raises RuntimeError with its words: it failed."""
    return _run("ip", *arguments)


def _run(*command: str, stdin: str = "") -> str:
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, check=False, timeout=60)
    if done.returncode:
        words = (done.stderr or done.stdout).strip() or "it said nothing"
        raise RuntimeError(f"`{' '.join(command)}` ended with exit code {done.returncode}: {words}")
    return done.stdout
