"""The bake watches every alarm to its end, fails at once on an alarm, and never passes blindly."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from pipeline.actions.health_alarms import AlarmWatch
from settings.failure import ActionFailed
from tests.support.judged_calls import AwsFake

Look = dict[str, str] | Exception


class Bake(AwsFake, services=("cloudwatch",)):
    """CloudWatch and a clock: each look takes the next answer, the last one stays."""

    def __init__(self, *looks: Look) -> None:
        self._looks = list(looks)
        self.now = 0.0
        self.looks = 0

    def get_paginator(self, _operation: str) -> "Bake":
        return self

    def paginate(self, *, AlarmNames: list[str], AlarmTypes: list[str]) -> Any:
        self.looks += 1
        answer = self._looks.pop(0) if len(self._looks) > 1 else self._looks[0]
        if isinstance(answer, Exception):
            raise answer
        alarms = [
            {"AlarmName": name, "StateValue": state, "StateReason": f"why {name}"}
            for name, state in answer.items()
            if name in AlarmNames
        ]
        assert AlarmTypes == ["MetricAlarm", "CompositeAlarm"]
        return [{"MetricAlarms": alarms[:1]}, {"CompositeAlarms": alarms[1:]}]

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds

    def run(self, minutes: float, names: tuple[str, ...] = ("errors", "slow")) -> None:
        AlarmWatch(self, names, clock=lambda: self.now, sleep=self.sleep).bake(minutes)


FINE: Look = {"errors": "OK", "slow": "INSUFFICIENT_DATA"}
UNREACHABLE = EndpointConnectionError(endpoint_url="https://monitoring")


def refusal(code: str, status: int = 400) -> ClientError:
    response: Any = {"Error": {"Code": code, "Message": "no"}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(response, "DescribeAlarms")


def test_alarms_that_stay_quiet_pass_after_the_bake_time() -> None:
    bake = Bake(FINE)
    bake.run(minutes=15)
    assert bake.now == 15 * 60
    assert bake.looks == 31, "every 30 seconds, at the begin and at the end"


def test_no_bake_time_looks_once() -> None:
    bake = Bake(FINE)
    bake.run(minutes=0)
    assert (bake.looks, bake.now) == (1, 0)


@pytest.mark.parametrize("name", ["errors", "slow"])
def test_an_alarm_fails_the_bake_at_once_with_its_reason(name: str) -> None:
    bake = Bake(FINE, {"errors": "OK", "slow": "OK", name: "ALARM"}, FINE)
    with pytest.raises(ActionFailed, match=f"Alarm {name} is in ALARM: why {name}"):
        bake.run(minutes=15)
    assert bake.now == 30


def test_an_alarm_in_the_last_moment_fails_the_bake() -> None:
    with pytest.raises(ActionFailed, match="is in ALARM"):
        Bake(FINE, FINE, {"errors": "ALARM", "slow": "OK"}).run(minutes=1)


def test_an_alarm_that_does_not_exist_fails_the_bake() -> None:
    with pytest.raises(ActionFailed, match="Alarm slow does not exist"):
        Bake({"errors": "OK"}).run(minutes=15)


@pytest.mark.parametrize("error", [UNREACHABLE, refusal("Throttling"), refusal("InternalFailure", 500)])
def test_a_short_failure_of_cloudwatch_passes(error: Exception) -> None:
    bake = Bake(FINE, error, error, FINE)
    bake.run(minutes=15)
    assert bake.now == 15 * 60


def test_a_long_failure_of_cloudwatch_fails_the_bake() -> None:
    bake = Bake(FINE, UNREACHABLE)
    with pytest.raises(ActionFailed, match="cannot be watched"):
        bake.run(minutes=60)
    assert bake.looks == 1 + 5


def test_a_bake_does_not_pass_while_cloudwatch_is_out_of_sight() -> None:
    bake = Bake(UNREACHABLE, UNREACHABLE, FINE)
    bake.run(minutes=0)
    assert bake.looks == 3


def test_a_refusal_is_not_retried() -> None:
    bake = Bake(refusal("AccessDenied", 403))
    with pytest.raises(ActionFailed, match="cannot be watched"):
        bake.run(minutes=15)
    assert bake.looks == 1


def test_more_alarms_than_one_request_takes_are_all_watched() -> None:
    names = tuple(f"alarm-{number}" for number in range(150))
    answers: Callable[[], Look] = lambda: {**dict.fromkeys(names, "OK"), "alarm-149": "ALARM"}  # noqa: E731
    with pytest.raises(ActionFailed, match="alarm-149 is in ALARM"):
        Bake(answers()).run(minutes=0, names=names)
