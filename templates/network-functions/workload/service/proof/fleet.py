"""The instances of the function and their targets, as the failover gate sees them, and takes one of them away."""

import time
from collections.abc import Callable
from typing import Any

from settings.failure import ActionFailed
from workload.service.proof.place import Place

SECONDS_BETWEEN_LOOKS = 10.0


class Fleet:
    """autoscaling, elbv2, ec2: clients that may do what `rights.py` says. clock, sleep: in seconds, given by tests."""

    def __init__(
        self,
        place: Place,
        *,
        autoscaling: Any,
        elbv2: Any,
        ec2: Any,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._place, self._autoscaling, self._elbv2, self._ec2 = place, autoscaling, elbv2, ec2
        self._clock, self._sleep = clock, sleep

    def healthy(self) -> frozenset[str]:
        """The ids of the targets that are healthy, in all target groups of the function."""
        found: set[str] = set()
        for group in self._place.targets:
            described = self._elbv2.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
            found.update(each["Target"]["Id"] for each in described if each["TargetHealth"]["State"] == "healthy")
        return frozenset(found)

    def require_two(self) -> frozenset[str]:
        """The healthy targets. Raises ActionFailed: there is nothing that could take over."""
        found = self.healthy()
        if len(found) < 2:
            raise ActionFailed(
                f"{len(found)} targets of {self._place.environment} are healthy, and a failover needs two, for example "
                "instances=2 in environments.py."
            )
        return found

    def take_away(self, zone: str) -> str:
        """End an instance at once, without draining, and return its id. It is one of `zone` if any is there.

        Raises ActionFailed: the group has none that is in service.
        """
        answer = self._autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=[self._place.instances])
        groups = answer["AutoScalingGroups"]
        serving = [each for group in groups for each in group["Instances"] if each["LifecycleState"] == "InService"]
        if not serving:
            raise ActionFailed(f"No instance of group {self._place.instances} is in service.")
        # The load balancer of that zone sends there first: its loss is felt most by the flows of the generator.
        serving.sort(key=lambda each: (each["AvailabilityZone"] != zone, each["InstanceId"]))
        instance = str(serving[0]["InstanceId"])
        self._ec2.terminate_instances(InstanceIds=[instance])
        return instance

    def seconds_until_whole(self, targets: int, *, at_most: float) -> float | None:
        """How long until so many targets are healthy; None: not in `at_most` seconds."""
        began = self._clock()
        while len(self.healthy()) < targets:
            if self._clock() - began > at_most:
                return None
            self._sleep(SECONDS_BETWEEN_LOOKS)
        return self._clock() - began
