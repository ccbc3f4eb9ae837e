"""No release begins while its environment is in alarm, nor in a freeze."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError
from moto import mock_aws

from environments import ENVIRONMENTS
from monitoring import stacks
from pipeline.actions import quiet
from security import patience
from settings.freeze import Freeze

LAST = ENVIRONMENTS[-1]


@pytest.fixture(scope="module")
def session() -> Iterator[boto3.Session]:
    """An account of its own, with one alarm that is called errors."""
    with mock_aws():
        session = boto3.Session(region_name=LAST.region)
        session.client("cloudwatch").put_metric_alarm(
            AlarmName="errors",
            MetricName="Errors",
            Namespace="AWS/Lambda",
            Period=60,
            EvaluationPeriods=1,
            Threshold=1,
            Statistic="Sum",
            ComparisonOperator="GreaterThanOrEqualToThreshold",
        )
        yield session


@pytest.fixture
def cloudwatch(session: boto3.Session, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Where each test says how the alarm is; before that, nothing is wrong."""
    monkeypatch.setattr(quiet, "lookup_session", lambda _environment: session)
    client = session.client("cloudwatch")
    client.set_alarm_state(AlarmName="errors", StateValue="OK", StateReason="fine")
    return client


def deployed(monkeypatch: pytest.MonkeyPatch, outputs: dict[str, str]) -> None:
    monkeypatch.setattr(stacks, "outputs", lambda _client, _stack: outputs)


def test_a_release_may_begin_when_no_alarm_is_active(cloudwatch: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    deployed(monkeypatch, {"HealthAlarms": "errors"})
    cloudwatch.set_alarm_state(AlarmName="errors", StateValue="OK", StateReason="fine")
    assert quiet.main([LAST.name]) == 0


def test_a_ringing_alarm_stops_the_release(
    cloudwatch: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    deployed(monkeypatch, {"HealthAlarms": "errors"})
    cloudwatch.set_alarm_state(AlarmName="errors", StateValue="ALARM", StateReason="too many")
    assert quiet.main([LAST.name]) == 1
    assert "Alarm errors is in ALARM: too many" in capsys.readouterr().err


def test_cloudformation_that_does_not_answer_is_asked_again(cloudwatch: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    unreachable = [EndpointConnectionError(endpoint_url="https://cloudformation")] * 2

    def outputs(_client: Any, _stack: str) -> dict[str, str]:
        if unreachable:
            raise unreachable.pop()
        return {"HealthAlarms": "errors"}

    monkeypatch.setattr(patience, "SECONDS_BETWEEN", 0.0)
    monkeypatch.setattr(stacks, "outputs", outputs)
    assert quiet.main([LAST.name]) == 0
    assert not unreachable


@pytest.mark.parametrize("alarms", ["gone", ""])
def test_an_alarm_that_cannot_be_seen_stops_the_release(
    cloudwatch: Any, monkeypatch: pytest.MonkeyPatch, alarms: str
) -> None:
    deployed(monkeypatch, {"HealthAlarms": alarms})
    assert quiet.main([LAST.name]) == 1


def test_the_first_release_has_nothing_that_could_ring(cloudwatch: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    deployed(monkeypatch, {})
    assert quiet.main([LAST.name]) == 0


def freeze_of(monkeypatch: pytest.MonkeyPatch, first: int, last: int) -> None:
    """The last environment is frozen from `first` to `last`, in days from today."""
    days = [(datetime.now(UTC) + timedelta(days=each)).date().isoformat() for each in (first, last)]
    freezes = (Freeze(first=days[0], last=days[1], reason="Year end"),)
    frozen = replace(LAST, approval=True, window=None, freezes=freezes)
    monkeypatch.setattr(quiet, "find", lambda _name: frozen)


def test_a_release_in_a_freeze_is_refused_with_its_reason_and_the_first_free_day(
    cloudwatch: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    deployed(monkeypatch, {"HealthAlarms": "errors"})
    # A day more on both sides: midnight may pass while this runs.
    freeze_of(monkeypatch, -1, 1)
    assert quiet.main([LAST.name]) == 1
    said = capsys.readouterr().err
    free = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    assert f"{LAST.name} is frozen (Year end): the first day on which it may be released again is {free}" in said


@pytest.mark.parametrize(("first", "last"), [(-5, -2), (2, 5)])
def test_a_release_before_or_after_a_freeze_is_not(
    cloudwatch: Any, monkeypatch: pytest.MonkeyPatch, first: int, last: int
) -> None:
    deployed(monkeypatch, {"HealthAlarms": "errors"})
    freeze_of(monkeypatch, first, last)
    assert quiet.main([LAST.name]) == 0


def test_the_daily_run_which_releases_nothing_goes_on_in_a_freeze_and_still_looks_at_the_alarms(
    cloudwatch: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    deployed(monkeypatch, {"HealthAlarms": "errors"})
    freeze_of(monkeypatch, -1, 1)
    monkeypatch.setenv("RELEASE", "false")
    assert quiet.main([LAST.name]) == 0
    cloudwatch.set_alarm_state(AlarmName="errors", StateValue="ALARM", StateReason="too many")
    assert quiet.main([LAST.name]) == 1
    assert "Alarm errors is in ALARM" in capsys.readouterr().err


def test_an_execution_that_releases_is_refused(cloudwatch: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    deployed(monkeypatch, {"HealthAlarms": "errors"})
    freeze_of(monkeypatch, -1, 1)
    monkeypatch.setenv("RELEASE", "true")
    assert quiet.main([LAST.name]) == 1
