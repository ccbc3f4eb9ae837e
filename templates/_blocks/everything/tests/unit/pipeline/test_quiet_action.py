"""No release begins while its environment is in alarm."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from environments import ENVIRONMENTS
from monitoring import stacks
from pipeline.actions import quiet

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


@pytest.mark.parametrize("alarms", ["gone", ""])
def test_an_alarm_that_cannot_be_seen_stops_the_release(
    cloudwatch: Any, monkeypatch: pytest.MonkeyPatch, alarms: str
) -> None:
    deployed(monkeypatch, {"HealthAlarms": alarms})
    assert quiet.main([LAST.name]) == 1


def test_the_first_release_has_nothing_that_could_ring(cloudwatch: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    deployed(monkeypatch, {})
    assert quiet.main([LAST.name]) == 0
