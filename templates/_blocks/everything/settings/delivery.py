"""How a new version replaces the old one: task by task, everything at once, a canary, or in equal steps."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from settings.configuration import ConfigurationError


class Shift(StrEnum):
    """The traffic routing types of CodeDeploy (`TrafficRoutingConfig.Type` of a deployment configuration), and none."""

    ROLLING = "Rolling"
    ALL_AT_ONCE = "AllAtOnce"
    CANARY = "TimeBasedCanary"
    LINEAR = "TimeBasedLinear"


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One delivery strategy. Make it with `rolling`, `all_at_once`, `canary` or `linear`.

    percent: share of the traffic that moves in one step, in percent.
    minutes: time between two steps, in minutes.
    """

    shift: Shift
    percent: int = 100
    minutes: int = 0

    def __post_init__(self) -> None:
        if self.shift in {Shift.ROLLING, Shift.ALL_AT_ONCE}:
            return
        if not 1 <= self.percent <= 99:
            raise ConfigurationError(f"percent={self.percent}: a step moves 1 to 99 percent, for example percent=10")
        if self.minutes < 1:
            raise ConfigurationError(f"minutes={self.minutes}: a step lasts at least 1 minute, for example minutes=5")

    @classmethod
    def rolling(cls) -> Delivery:
        """Containers only: new tasks take the place of old ones, a few at a time, and no hook tries them out before."""
        return cls(shift=Shift.ROLLING)

    @classmethod
    def all_at_once(cls) -> Delivery:
        """All traffic moves in one step, as soon as the hook before it has passed. With containers: blue/green."""
        return cls(shift=Shift.ALL_AT_ONCE)

    @classmethod
    def canary(cls, *, percent: int, minutes: int) -> Delivery:
        """`percent` of the traffic for `minutes` minutes, then the rest."""
        return cls(shift=Shift.CANARY, percent=percent, minutes=minutes)

    @classmethod
    def linear(cls, *, percent: int, minutes: int) -> Delivery:
        """`percent` more every `minutes` minutes until everything has moved."""
        return cls(shift=Shift.LINEAR, percent=percent, minutes=minutes)

    @property
    def steps(self) -> int:
        """How often the share of the traffic changes until all of it has moved; 0 where nothing shifts it."""
        steps = {Shift.ROLLING: 0, Shift.CANARY: 2, Shift.LINEAR: math.ceil(100 / self.percent)}
        return steps.get(self.shift, 1)

    @property
    def shifting_minutes(self) -> int:
        """How long traffic shifts when nothing goes wrong, in minutes."""
        return max(self.steps - 1, 0) * self.minutes
