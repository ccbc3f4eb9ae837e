"""Flows that live for as long as a test lets them: both ends are in hand, and each exchange is noticed."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Self

from tests.traffic.topology import End

# A flow that has not answered for so long is lost: TCP has sent four times by then (after 0.2, 0.4, 0.8, 1.6 seconds).
LOST_SECONDS = 4.0
# Between two looks at all flows.
TICK_SECONDS = 0.002
FAMILIES = {4: socket.AF_INET, 6: socket.AF_INET6}


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """exchanges: there and back. lost: flows that broke off, or did not answer to the end. outage: the longest time in
    seconds in which a flow that had asked got no answer."""

    flows: int
    exchanges: int
    lost: list[str]
    outage: float


class TcpFlow:
    """An established connection through what is tested."""

    def __init__(self, client: End, listener: socket.socket, to: tuple[str, int], *, timeout: float = 2.0) -> None:
        """Raises OSError: it does not come to be, for example because it is refused or dropped."""
        listener.settimeout(timeout)
        family = FAMILIES[6 if ":" in to[0] else 4]
        with client.namespace:
            self.near = socket.socket(family, socket.SOCK_STREAM)
        try:
            self.near.settimeout(timeout)
            self.near.connect(to)
            self.far, peer = listener.accept()
        except OSError:
            self.near.close()
            raise
        # What the server sees: the address and port that the function gave it.
        self.seen: tuple[str, int] = (peer[0], peer[1])
        self.own_port: int = self.near.getsockname()[1]
        for end in (self.near, self.far):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            end.setblocking(False)
        self.exchanges = 0
        self.outage = 0.0
        self.broken = ""
        self._asked: float | None = None

    def step(self) -> None:
        """Carry on without waiting: ask if nothing is asked, answer what has come, notice the answer."""
        try:
            if self._asked is None and not self.broken:
                self.near.send(b"?")
                self._asked = time.monotonic()
            self._pass_on()
        except BlockingIOError:
            pass
        except OSError as error:
            self.broken = self.broken or f"{self.own_port}: {error.strerror or error}"
        if self._asked is not None:
            self.outage = max(self.outage, time.monotonic() - self._asked)

    def _pass_on(self) -> None:
        if asked := self.far.recv(16):
            self.far.send(asked)
        if self.near.recv(16):
            assert self._asked is not None
            self.outage = max(self.outage, time.monotonic() - self._asked)
            self._asked = None
            self.exchanges += 1

    def alive(self, seconds: float = LOST_SECONDS) -> bool:
        """Whether one more exchange works."""
        return not not_alive([self], seconds)

    def close(self) -> None:
        """End it in an orderly way, at both ends."""
        self.near.close()
        self.far.close()


class KeptBusy:
    """Flows that exchange all the time in a thread of their own, from `with` on to its end; then `outcome` is there."""

    def __init__(self, flows: list[TcpFlow]) -> None:
        self._flows = flows
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="flows", daemon=True)
        self.outcome: Outcome

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        lost = not_alive(self._flows)
        self.outcome = Outcome(
            flows=len(self._flows),
            exchanges=sum(flow.exchanges for flow in self._flows),
            lost=[flow.broken or f"{flow.own_port}: silent" for flow in lost],
            outage=max(flow.outage for flow in self._flows),
        )

    def _run(self) -> None:
        while not self._stop.is_set():
            for flow in self._flows:
                flow.step()
            self._stop.wait(TICK_SECONDS)


def not_alive(flows: list[TcpFlow], seconds: float = LOST_SECONDS) -> list[TcpFlow]:
    """Those with which no exchange works any more, within `seconds` for all of them together."""
    waiting = {flow: flow.exchanges for flow in flows}
    until = time.monotonic() + seconds
    while waiting and time.monotonic() < until:
        for flow in waiting:
            flow.step()
        waiting = {flow: before for flow, before in waiting.items() if flow.exchanges == before}
        time.sleep(TICK_SECONDS)
    return list(waiting)


@contextmanager
def listening(server: End, port: int, version: int = 4) -> Iterator[socket.socket]:
    """A socket of the server that takes TCP connections."""
    with server.namespace:
        listener = socket.create_server(("", port), family=FAMILIES[version], backlog=512)
    with listener:
        yield listener


@contextmanager
def established(
    client: End, server: End, port: int, count: int, versions: tuple[int, ...] = (4, 6)
) -> Iterator[list[TcpFlow]]:
    """`count` connections for each IP version. Raises OSError: one does not come to be."""
    flows: list[TcpFlow] = []
    with ExitStack() as stack:
        for version in versions:
            # Each version a port of its own: a socket of IPv6 could take both.
            listener = stack.enter_context(listening(server, port, version))
            for _ in range(count):
                flows.append(TcpFlow(client, listener, (server.address(version), port)))
                stack.callback(flows[-1].close)
        yield flows
