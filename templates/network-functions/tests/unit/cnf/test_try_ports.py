"""What new tasks have to carry before they get traffic: a load balancer of the test's own says who connects."""

import socket
from collections.abc import Callable, Iterator

import pytest

from workload.service.cnf.hooks import try_ports as trial
from workload.service.cnf.hooks.try_ports import TrialFailed, Tried, try_ports

PORTS = [Tried(users=443, new_tasks=10_443)]


class Balancer:
    """Says whether each port connects; `answers` may change with the number of connections so far."""

    def __init__(self, answers: Callable[[int, int], bool]) -> None:
        self._answers = answers
        self.connections: list[int] = []
        self.now = 0.0

    def connects(self, _: str, port: int) -> bool:
        self.connections.append(port)
        return self._answers(port, len(self.connections))

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def tried(self, ports: list[Tried] = PORTS) -> None:
        try_ports("balancer", ports, connects=self.connects, clock=lambda: self.now, sleep=self.sleep)


def test_new_tasks_that_carry_what_old_ones_carry_pass_at_once() -> None:
    balancer = Balancer(lambda port, count: True)
    balancer.tried()
    assert balancer.now == 0
    assert balancer.connections == [443, *[10_443] * trial.CONNECTIONS_IN_A_ROW]


def test_new_tasks_that_carry_nothing_are_refused_and_the_port_is_named() -> None:
    balancer = Balancer(lambda port, count: port == 443)
    with pytest.raises(TrialFailed, match=r"port 443 .* new tasks \(port 10443\)"):
        balancer.tried()
    assert trial.PATIENCE_SECONDS - trial.SECONDS_BETWEEN <= balancer.now <= trial.PATIENCE_SECONDS


def test_one_task_of_several_that_carries_nothing_is_enough_to_refuse_them() -> None:
    balancer = Balancer(lambda port, count: port == 443 or count % 3 > 0)
    with pytest.raises(TrialFailed):
        balancer.tried()


def test_a_load_balancer_that_learns_of_the_shift_late_is_waited_for() -> None:
    balancer = Balancer(lambda port, count: port == 443 or count > 4)
    balancer.tried()
    assert 0 < balancer.now < trial.PATIENCE_SECONDS


def test_a_port_that_takes_nobody_says_nothing_about_new_tasks() -> None:
    balancer = Balancer(lambda port, count: False)
    balancer.tried()
    assert balancer.connections == [443]


def test_a_backend_that_goes_away_meanwhile_is_not_the_fault_of_new_tasks() -> None:
    balancer = Balancer(lambda port, count: count == 1)
    balancer.tried()
    assert balancer.connections[-1] == 443


def test_all_ports_are_tried_within_the_time_of_one() -> None:
    ports = [*PORTS, Tried(users=22, new_tasks=10_022)]
    balancer = Balancer(lambda port, count: port != 10_022 and (port != 10_443 or count > 20))
    with pytest.raises(TrialFailed, match="port 22 "):
        balancer.tried(ports)
    assert balancer.now <= trial.PATIENCE_SECONDS


@pytest.fixture
def listening() -> Iterator[int]:
    """A port where somebody takes connections."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


def test_a_real_connection_counts_and_a_closed_port_does_not(listening: int) -> None:
    assert trial.connects("127.0.0.1", listening)
    with socket.create_server(("127.0.0.1", 0)) as server:
        closed = int(server.getsockname()[1])
    assert not trial.connects("127.0.0.1", closed)


def test_ecs_is_told_that_new_tasks_passed(monkeypatch: pytest.MonkeyPatch, listening: int) -> None:
    monkeypatch.setenv("BALANCER", "127.0.0.1")
    monkeypatch.setenv("PORTS", f"{listening}:{listening}")
    assert trial.handler({"resourceArn": "arn:aws:ecs:deployment"}, None) == {"hookStatus": "SUCCEEDED"}


@pytest.mark.parametrize("ports", ["", "443", "443:10443,", "443:x"])
def test_a_wrong_setting_refuses_the_new_tasks_with_an_example(
    ports: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("BALANCER", "balancer")
    monkeypatch.setenv("PORTS", ports)
    assert trial.handler({}, None) == {"hookStatus": "FAILED"}
    assert f'PORTS="{ports}"' in caplog.text
    assert 'for example PORTS="443:10443"' in caplog.text


def test_a_refusal_is_told_to_ecs_and_logged(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setenv("BALANCER", "balancer")
    monkeypatch.setenv("PORTS", "443:10443")

    def refuse(*_: object) -> None:
        raise TrialFailed("port 443 takes connections of users")

    monkeypatch.setattr(trial, "try_ports", refuse)
    assert trial.handler({"resourceArn": "deployment-1"}, None) == {"hookStatus": "FAILED"}
    assert "rolled back: deployment-1" in caplog.text
    assert "port 443 takes connections of users" in caplog.text
