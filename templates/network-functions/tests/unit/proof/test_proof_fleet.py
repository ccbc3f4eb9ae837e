"""The fleet of the failover gate: which instance is taken away, and when all targets are back."""

from typing import Any

import pytest

from settings.failure import ActionFailed
from tests.support.clock import Clock
from tests.support.judged_calls import AwsFake
from tests.unit.proof.places import place
from workload.service.proof.fleet import Fleet


class Cloud(AwsFake, services=("autoscaling", "elbv2", "ec2")):
    """Auto Scaling, load balancing and EC2. health: of each look at all groups, the last one for ever."""

    def __init__(self, *health: dict[str, str], instances: dict[str, tuple[str, str]] | None = None) -> None:
        self.health = list(health)
        self.instances = instances or {}
        self.ended: list[str] = []

    def describe_target_health(self, *, TargetGroupArn: str) -> dict[str, Any]:
        if TargetGroupArn.endswith("green"):
            return {"TargetHealthDescriptions": []}
        state = self.health.pop(0) if len(self.health) > 1 else self.health[0]
        found = [{"Target": {"Id": id}, "TargetHealth": {"State": each}} for id, each in state.items()]
        return {"TargetHealthDescriptions": found}

    def describe_auto_scaling_groups(self, *, AutoScalingGroupNames: list[str]) -> dict[str, Any]:
        assert AutoScalingGroupNames == [place().instances]
        found = [
            {"InstanceId": id, "AvailabilityZone": zone, "LifecycleState": state}
            for id, (zone, state) in self.instances.items()
        ]
        return {"AutoScalingGroups": [{"Instances": found}]}

    def terminate_instances(self, *, InstanceIds: list[str]) -> None:
        self.ended += InstanceIds


def fleet(cloud: Cloud, clock: Clock | None = None) -> Fleet:
    clock = clock or Clock()
    return Fleet(place(), autoscaling=cloud, elbv2=cloud, ec2=cloud, clock=clock, sleep=clock.sleep)


def test_an_instance_in_service_of_the_generators_zone_is_taken_away() -> None:
    cloud = Cloud(
        instances={"i-1": ("a", "InService"), "i-2": ("b", "Terminating"), "i-3": ("b", "InService")},
    )
    assert fleet(cloud).take_away("b") == "i-3"
    assert cloud.ended == ["i-3"]


def test_where_that_zone_has_none_another_one_is_taken_away() -> None:
    assert fleet(Cloud(instances={"i-1": ("a", "InService")})).take_away("c") == "i-1"


def test_a_group_without_an_instance_in_service_is_an_error() -> None:
    cloud = Cloud(instances={"i-1": ("a", "Pending")})
    with pytest.raises(ActionFailed, match="No instance of group orders-dev-group is in service"):
        fleet(cloud).take_away("a")
    assert cloud.ended == []


def test_a_failover_to_nobody_is_not_tried() -> None:
    with pytest.raises(ActionFailed, match="1 targets of dev are healthy, and a failover needs two"):
        fleet(Cloud({"i-1": "healthy", "i-2": "draining"})).require_two()


def test_the_fleet_is_whole_when_as_many_targets_are_healthy_as_before() -> None:
    cloud = Cloud({"i-1": "healthy"}, {"i-1": "healthy", "i-3": "initial"}, {"i-1": "healthy", "i-3": "healthy"})
    assert fleet(cloud).seconds_until_whole(2, at_most=900) == 20.0


def test_a_fleet_that_does_not_recover_is_given_up() -> None:
    clock = Clock()
    assert fleet(Cloud({"i-1": "healthy"}), clock).seconds_until_whole(2, at_most=60) is None
    assert sum(clock.waited) == pytest.approx(70)
