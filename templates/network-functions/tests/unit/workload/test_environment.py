"""A choice that AWS would refuse, or with which flows would break, is refused in a sentence with rule and example."""

from dataclasses import replace
from typing import Any

import pytest

from settings.configuration import ConfigurationError
from settings.delivery import Delivery
from tests.support.choices import BLUE_GREEN, CNF_FILTER, EVERY_CHOICE, VNF_FILTER, VNF_SOURCE_NAT
from workload.environment import Entry, Environment, Flows, Function, Network, Port, Protocol, Shape


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"instance_type": "m7i.large"}, r'instance_type="m7i.large": an instance type on arm64'),
        ({"instance_type": "large"}, r'for example instance_type="m7g.large"'),
        ({"instances": 1}, r"instances=1, most_instances=4: at least one in each of the 2 zones"),
        ({"instances": 5}, r"instances=5, most_instances=4"),
        ({"network": Network(zones=3)}, r"at least one in each of the 3 zones, .* for example instances=3"),
        ({"network": Network(zone_ids=("use1-az1", "use1-az2"))}, r"the zones of eu-west-1 begin with euw1"),
        ({"policy_seconds": 0}, r"policy_seconds=0: 1 to 3600 seconds, for example policy_seconds=5"),
        ({"policy_seconds": 3601}, r"policy_seconds=3601"),
        ({"log_retention_days": 8}, r"log_retention_days=8: CloudWatch Logs keeps 1, 3, 5"),
        ({"entry": Entry.NETWORK}, r"entry of vnf-filter: a VNF stands behind a Gateway .* example shape=Shape.CNF"),
        (
            {"ports": (Port(number=443),)},
            r"ports of vnf-filter: the listeners of a network load balancer, .* ports=\(\)",
        ),
        ({"delivery": Delivery.all_at_once()}, r"splits no traffic .* for example delivery=Delivery.rolling\(\)"),
        ({"delivery": Delivery.canary(percent=10, minutes=5)}, r"splits no traffic"),
        ({"keep_old_minutes": 5}, r"keep_old_minutes=5: 0 to 1440 minutes, and 0 with Delivery.rolling\(\)"),
        (
            {"instances": 90, "most_instances": 90, "flows": Flows(drain_seconds=1800)},
            r"a deployment of 8100 minutes, .* at most 1980, for example flows=Flows\(drain_seconds=300\)",
        ),
        ({"pause_minutes": 60}, r"pause_minutes=60 of vnf-filter: only Amazon ECS waits for a person, .* leave it out"),
        ({"flows": Flows(drain_seconds=3301)}, r"drain_seconds=3301: with a VNF 0 to 3300 seconds, since a hook"),
    ],
    ids=str,
)
def test_a_choice_behind_a_gateway_load_balancer_is_refused(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        replace(VNF_FILTER, **values)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            {"ports": ()},
            r"ports of blue-green: the listeners of a network .* for example ports=\(Port\(number=443\),\)",
        ),
        ({"ports": (Port(number=443), Port(number=443))}, r"one to 5 different numbers"),
        ({"ports": (Port(number=443), Port(number=443, protocol=Protocol.UDP))}, r"one listener a number"),
        ({"ports": tuple(Port(number=n) for n in range(1, 7))}, r"one to 5 different numbers"),
        ({"ports": (Port(number=8080),)}, r"8080 is where the function answers its health checks"),
        ({"flows": Flows(idle_seconds=60)}, r"idle_seconds=60: behind a network load balancer 350, its default"),
        ({"keep_old_minutes": -1}, r"keep_old_minutes=-1: 0 to 1440 minutes"),
        ({"keep_old_minutes": 1441}, r"minutes=0, keep_old_minutes=1441: ECS waits at most 1440 minutes at once"),
        ({"delivery": Delivery.canary(percent=10, minutes=1441)}, r"minutes=1441, keep_old_minutes=7: ECS waits"),
        ({"delivery": Delivery.linear(percent=2, minutes=1)}, r"percent=2: ECS moves at least 3 percent in one step"),
        (
            # 34 steps with 33 waits between them, and one change of a listener more for test traffic.
            {"delivery": Delivery.linear(percent=3, minutes=100), "flows": Flows(drain_seconds=0)},
            r"a deployment of 3677 minutes, 350 of them since ECS waits after each change .* at most 1980, for example",
        ),
        (
            {"delivery": Delivery.linear(percent=20, minutes=3), "pause_minutes": 60},
            r"pause_minutes=60 of blue-green: only Amazon ECS waits for a person",
        ),
        ({"pause_minutes": 1980}, r"a deployment of \d+ minutes, .* at most 1980, for example pause_minutes=60"),
        ({"shape": Shape.VNF}, r"a VNF stands behind a Gateway Load Balancer"),
    ],
    ids=str,
)
def test_a_choice_behind_a_network_load_balancer_is_refused(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        replace(BLUE_GREEN, **values)


def test_source_nat_with_one_arm_is_refused() -> None:
    with pytest.raises(
        ConfigurationError, match=r"function of cnf-filter: a task .* one arm, .* function=Function.FILTER, or shape"
    ):
        replace(CNF_FILTER, function=Function.SOURCE_NAT)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"idle_seconds": 59}, r"idle_seconds=59: 60 to 6000 seconds, for example idle_seconds=350"),
        ({"idle_seconds": 6001}, r"idle_seconds=6001"),
        ({"drain_seconds": -1}, r"drain_seconds=-1: 0 to 3600 seconds, for example drain_seconds=300"),
        ({"drain_seconds": 3601}, r"drain_seconds=3601"),
    ],
    ids=str,
)
def test_a_time_that_no_load_balancer_waits_is_refused(values: dict[str, int], sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        Flows(**values)


@pytest.mark.parametrize("number", [0, -1, 65536, 70000])
def test_a_port_that_is_none_is_refused(number: int) -> None:
    with pytest.raises(ConfigurationError, match=rf"number={number}: a port from 1 to 65535"):
        Port(number=number)


def test_only_tasks_behind_a_network_load_balancer_shift_traffic() -> None:
    shifting = {each.name: each.entry for each in EVERY_CHOICE if each.shifts_traffic}
    assert shifting
    assert set(shifting.values()) == {Entry.NETWORK}


def test_a_vnf_is_deployed_for_as_long_as_its_instances_drain_one_after_the_other() -> None:
    quick, slow = (replace(VNF_FILTER, flows=Flows(drain_seconds=each)) for each in (0, 600))
    assert slow.release_minutes == quick.release_minutes + 2 * 10
    more = replace(slow, instances=4)
    assert more.release_minutes == 2 * slow.release_minutes
    watched = replace(slow, bake_minutes=60)
    assert watched.release_minutes == slow.release_minutes + 2 * 5


def test_a_deployment_of_a_vnf_has_time_to_replace_every_instance_first() -> None:
    one, more = (replace(VNF_FILTER, flows=Flows(drain_seconds=600), most_instances=each) for each in (4, 8))
    assert more.deployment_minutes == one.deployment_minutes + 4 * (10 + 2 * 10)
    assert one.deployment_minutes > one.release_minutes


def test_tasks_are_deployed_for_as_long_as_they_drain_shift_and_wait() -> None:
    def minutes(**values: Any) -> int:
        environment: Environment = replace(BLUE_GREEN, **values)
        return environment.deployment_minutes

    at_once = minutes(keep_old_minutes=0, flows=Flows(drain_seconds=0))
    drained = 2 + BLUE_GREEN.most_instances * 2
    assert minutes(keep_old_minutes=9, flows=Flows(drain_seconds=61)) == at_once + 9 + drained
    # Each change of a listener takes ten minutes more: all at once has one, a canary two, a quarter at a time four.
    for delivery, changes in (
        (Delivery.canary(percent=10, minutes=5), 1),
        (Delivery.linear(percent=25, minutes=5), 3),
    ):
        shifting = minutes(delivery=delivery, keep_old_minutes=0, flows=Flows(drain_seconds=0))
        assert shifting == at_once + changes * 10 + delivery.shifting_minutes
    assert minutes(keep_old_minutes=0, flows=Flows(drain_seconds=0), pause_minutes=60) == at_once + 60
    rolling = minutes(delivery=Delivery.rolling(), keep_old_minutes=0, flows=Flows(drain_seconds=0))
    # Neither two changes of a listener nor a trial.
    assert rolling == at_once - 2 * 10 - 5


def test_a_deployment_of_tasks_has_time_to_replace_every_instance_first() -> None:
    one, more = (replace(BLUE_GREEN, flows=Flows(drain_seconds=600), most_instances=each) for each in (4, 8))
    assert more.deployment_minutes == one.deployment_minutes + 4 * (10 + 10)


def test_two_arms_may_translate_behind_a_gateway_load_balancer() -> None:
    assert (VNF_SOURCE_NAT.entry, VNF_SOURCE_NAT.function) == (Entry.GATEWAY, Function.SOURCE_NAT)
