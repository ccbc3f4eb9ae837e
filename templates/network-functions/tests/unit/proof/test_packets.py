"""The program of the tasks, with real packets between addresses of this machine."""

import ast
import json
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import pytest

from workload.service.proof.packets import endurance, exchange, probes
from workload.service.proof.packets.__main__ import MOST_BYTES
from workload.service.proof.packets.server import Server
from workload.service.proof.packets.volume import volume

HERE = "127.0.0.1"
MESSAGES = 20


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(tcp=[0], udp=[0], host=HERE) as listening:
        yield listening


def probed(protocol: str, port: int) -> dict[str, Any]:
    flows = [{"name": "web", "protocol": protocol, "port": port}]
    result = probes.probe({"paths": {"function": HERE}, "flows": flows, "messages": MESSAGES, "patience": 0.2})
    assert result["own_address"] == HERE
    (found,) = result["flows"]
    return dict(found)


@pytest.mark.parametrize(("protocol", "at"), [("tcp", 0), ("udp", 1)])
def test_a_flow_that_passes_is_answered_message_by_message(server: Server, protocol: str, at: int) -> None:
    found = probed(protocol, server.ports[at])
    assert (found["sent"], found["answered"], found["refused"]) == (MESSAGES, MESSAGES, False)
    assert found["seen_from"] == HERE
    assert 0 < found["p50_ms"] <= found["p99_ms"]


def test_a_flow_to_a_port_that_nobody_listens_on_is_refused() -> None:
    with socket.socket() as taken:
        taken.bind((HERE, 0))
        found = probed("tcp", taken.getsockname()[1])
    assert (found["answered"], found["refused"]) == (0, True)


@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM], ids=["tcp", "udp"])
def test_a_flow_whose_packets_nobody_answers_is_given_up_after_a_few(kind: socket.SocketKind) -> None:
    # The kernel takes the connection, and nobody ever reads it.
    with socket.socket(socket.AF_INET, kind) as silent:
        silent.bind((HERE, 0))
        if kind is socket.SOCK_STREAM:
            silent.listen()
        found = probed("tcp" if kind is socket.SOCK_STREAM else "udp", silent.getsockname()[1])
    assert (found["answered"], found["refused"], found["p99_ms"]) == (0, False, None)
    assert found["sent"] >= probes.TRIES


def test_messages_that_are_lost_on_the_way_are_counted() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as lossy:
        lossy.bind((HERE, 0))

        def answer_every_second() -> None:
            for number in range(MESSAGES):
                data, caller = lossy.recvfrom(2048)
                if number % 2 == 0:
                    lossy.sendto(data + b" 127.0.0.1", caller)

        threading.Thread(target=answer_every_second, daemon=True).start()
        found = probed("udp", lossy.getsockname()[1])
    assert (found["sent"], found["answered"]) == (MESSAGES, MESSAGES // 2)


def test_a_flow_that_is_cut_off_is_not_tried_again_as_if_nothing_had_been() -> None:
    with socket.socket() as listening:
        listening.bind((HERE, 0))
        listening.listen()

        def answer_twice_and_leave() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(1)
                connection.sendall(b"127.0.0.1\n")
                for _ in range(2):
                    connection.sendall(connection.recv(exchange.MESSAGE_BYTES))

        threading.Thread(target=answer_twice_and_leave, daemon=True).start()
        found = probed("tcp", listening.getsockname()[1])
    assert found["answered"] == 2
    assert found["sent"] < MESSAGES


class Pinged:
    """What the kernel gives who may ping. Few machines let a program of nobody do so, so this stands for it."""

    def __init__(self, *kind: int) -> None:
        assert kind == (socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_ICMP)
        self._answers: list[bytes] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._answers.clear()

    def settimeout(self, seconds: float) -> None:
        assert seconds > 0

    def connect(self, address: tuple[str, int]) -> None:
        assert address == (HERE, 0)

    def send(self, request: bytes) -> None:
        assert request[:2] == b"\x08\x00"
        # The answer to an earlier request comes late, as it may.
        self._answers += [b"\x00\x00" + request[2:8] + b"late" * 16, b"\x00\x00" + request[2:]]

    def recv(self, _most: int) -> bytes:
        return self._answers.pop(0)


def test_a_ping_is_answered_by_its_own_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.socket

    def opened(*kind: int) -> Any:
        return Pinged(*kind) if socket.IPPROTO_ICMP in kind[2:] else real(*kind)

    monkeypatch.setattr(exchange.socket, "socket", opened)
    assert probed("icmp", 0)["answered"] == MESSAGES


def test_throughput_is_what_the_server_has_counted(server: Server) -> None:
    plan = {"paths": {"function": HERE, "direct": HERE}, "port": server.ports[0], "streams": 2, "turns": 2}
    result = volume({**plan, "seconds": 0.1})
    assert set(result["megabits"]) == {"function", "direct"}
    assert all(len(turns) == 2 and min(turns) > 0 for turns in result["megabits"].values())


def test_a_stream_that_is_cut_off_is_an_error_and_no_figure() -> None:
    with socket.socket() as listening:
        listening.bind((HERE, 0))
        listening.listen()
        threading.Thread(target=lambda: listening.accept()[0].close(), daemon=True).start()
        port = listening.getsockname()[1]
        with pytest.raises(OSError):
            volume({"paths": {"function": HERE}, "port": port, "streams": 1, "turns": 1, "seconds": 0.2})


def test_flows_that_fail_are_noted_with_their_moment(server: Server) -> None:
    plan = {"host": HERE, "port": server.ports[0], "seconds": 1.0, "lanes": 2, "pause": 0.02, "kept": 2}
    lost_at = time.time() + 0.5
    threading.Timer(0.5, server.__exit__).start()
    result = endurance.endure(plan)
    ((first, last, count),) = result["failed"]
    assert result["attempts"] > count > 0
    assert lost_at - 0.2 <= first <= last <= result["ended"]
    assert result["began"] <= lost_at <= result["ended"]


def test_flows_of_a_server_that_stays_do_not_fail(server: Server) -> None:
    plan = {"host": HERE, "port": server.ports[0], "seconds": 0.3, "lanes": 2, "pause": 0.02, "kept": 2}
    result = endurance.endure(plan)
    assert (result["failed"], result["kept_cut"]) == ([], 0)
    assert result["attempts"] >= 2


def test_failures_that_are_close_together_are_one_time_so_that_any_run_fits_into_a_line() -> None:
    counts = endurance._Counts()
    for began in (100.0, 100.5, 100.2, 105.0, 105.9):
        counts.note(began, failed=True)
    assert counts.times() == [(100.0, 100.5, 3), (105.0, 105.9, 2)]
    for second in range(240):
        counts.note(1_800_000_000 + second * 1.1, failed=True)
    assert len(json.dumps(counts.times())) < MOST_BYTES / 2


def test_the_program_imports_nothing_that_an_image_may_lack() -> None:
    for file in Path(exchange.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                assert all(name.name.split(".")[0] in sys.stdlib_module_names for name in node.names), file
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 1 or (node.module or "").split(".")[0] in sys.stdlib_module_names, file
