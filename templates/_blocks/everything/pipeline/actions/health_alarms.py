"""Watches exactly the alarms that roll a deployment back, for the bake time."""

import time
from collections.abc import Callable, Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from security.patience import may_pass
from settings.failure import ActionFailed

SECONDS_BETWEEN_LOOKS = 30.0
# Two minutes without sight at most; botocore has retried each of these requests already.
UNSEEN_LOOKS_IN_A_ROW = 4
ALARMS_PER_REQUEST = 100


def alarm_names(output: str) -> tuple[str, ...]:
    """The names in the output HealthAlarms. Raises ActionFailed: there is none, and a watch of nothing cannot pass."""
    names = tuple(name.strip() for name in output.split(",") if name.strip())
    if not names:
        raise ActionFailed("The output HealthAlarms is empty: a verification that watches no alarm cannot pass.")
    return names


class AlarmWatch:
    """cloudwatch: a client; names: alarm names, metric or composite; clock, sleep: in seconds, given by tests."""

    def __init__(
        self,
        cloudwatch: Any,
        names: Sequence[str],
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._cloudwatch = cloudwatch
        self._names = names
        self._clock = clock
        self._sleep = sleep

    def bake(self, minutes: float) -> None:
        """Look every 30 seconds until `minutes` are over, at least once; the last look must have been possible.

        INSUFFICIENT_DATA passes: a service that nobody called yet has no data, and its alarms cannot fire.
        Raises ActionFailed: an alarm is in ALARM (at once) or does not exist, or CloudWatch could not be asked.
        """
        end = self._clock() + minutes * 60
        unseen = 0
        while True:
            try:
                self._look()
            except (ClientError, BotoCoreError) as error:
                unseen += 1
                if not may_pass(error) or unseen > UNSEEN_LOOKS_IN_A_ROW:
                    raise ActionFailed(f"The alarms cannot be watched, so the bake fails: {error}") from error
                print(f"CloudWatch did not answer, asked again in {SECONDS_BETWEEN_LOOKS:.0f} seconds: {error}")
            else:
                unseen = 0
            left = end - self._clock()
            if left <= 0 and not unseen:
                return
            self._sleep(SECONDS_BETWEEN_LOOKS if unseen else min(SECONDS_BETWEEN_LOOKS, left))

    def _look(self) -> None:
        states: dict[str, tuple[str, str]] = {}
        pages = self._cloudwatch.get_paginator("describe_alarms")
        for start in range(0, len(self._names), ALARMS_PER_REQUEST):
            some = list(self._names[start : start + ALARMS_PER_REQUEST])
            for page in pages.paginate(AlarmNames=some, AlarmTypes=["MetricAlarm", "CompositeAlarm"]):
                for alarm in (*page.get("MetricAlarms", ()), *page.get("CompositeAlarms", ())):
                    states[alarm["AlarmName"]] = alarm["StateValue"], alarm.get("StateReason", "no reason given")
        for name in self._names:
            if name not in states:
                raise ActionFailed(f"Alarm {name} does not exist: what the bake cannot see, it cannot let pass.")
            state, reason = states[name]
            if state == "ALARM":
                raise ActionFailed(f"Alarm {name} is in ALARM: {reason}")
