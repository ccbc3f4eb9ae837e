"""Which flows are sent, and that neither a function that drops all nor one that drops nothing could pass."""

import pytest

from settings.failure import ActionFailed
from tests.unit.proof.places import BEHIND_PORTS, place
from workload.service.proof.flows import first_tcp, promised, refused, server_plan
from workload.service.proof.promises import PROMISES, Promise

PASSES = Promise(name="web", protocol="tcp", port=443, passes=True)
DROPPED = Promise(name="shares", protocol="tcp", port=445, passes=False)


@pytest.mark.parametrize("address", ["10.0.0.10", "172.16.0.10", "192.168.0.10"])
def test_what_comes_with_the_template_proves_something_in_every_network(address: str) -> None:
    found = promised(place(), address)
    assert first_tcp(found).port == 443
    assert {each.passes for each in found} == {True, False}


def test_a_promise_to_some_addresses_is_sent_from_these_alone() -> None:
    only = Promise(name="inside", protocol="udp", port=53, passes=True, only_from="10.0.0.0/8")
    assert only in promised(place(), "10.0.0.10", (PASSES, DROPPED, only))
    assert only not in promised(place(), "172.16.0.10", (PASSES, DROPPED, only))


@pytest.mark.parametrize(("promises", "lacking"), [((PASSES,), "is dropped"), ((DROPPED,), "passes")])
def test_a_proof_that_could_not_fail_is_refused(promises: tuple[Promise, ...], lacking: str) -> None:
    with pytest.raises(ActionFailed, match=f"promises no flow from 10.0.0.10 that {lacking}; a proof needs both"):
        promised(place(), "10.0.0.10", promises)


def test_behind_a_network_load_balancer_every_listener_port_has_to_pass() -> None:
    found = promised(place(BEHIND_PORTS), "10.0.0.10")
    assert [(each.protocol, each.port, each.passes) for each in found] == [("tcp", 443, True), ("udp", 53, True)]
    assert not any(each.passes for each in refused(found))


def test_throughput_without_a_flow_of_tcp_is_refused() -> None:
    with pytest.raises(ActionFailed, match="No flow of TCP has to pass"):
        first_tcp([DROPPED, Promise(name="ping", protocol="icmp", passes=True)])


def test_the_server_answers_on_the_ports_that_nothing_may_reach_as_well() -> None:
    plan = server_plan((PASSES, DROPPED), seconds=9)
    assert plan == {"tcp": [443, 445], "udp": [], "seconds": 9}


def test_the_names_of_the_promises_differ() -> None:
    assert len({each.name for each in PROMISES}) == len(PROMISES)
