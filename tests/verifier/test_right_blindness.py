"""Percentiles, outputs and suites that are right as they are."""

from collections.abc import Mapping

import pytest

from golden_paths.verifier.examples import FILE, with_resources
from golden_paths.verifier.repository import Repository
from golden_paths.verifier.rules import outputs, percentiles, suites
from golden_paths.verifier.texts import is_read

ALARM = """
Slow:
  Type: AWS::CloudWatch::Alarm
  Properties: {Namespace: %s, MetricName: %s, ExtendedStatistic: %s, ComparisonOperator: %s, Threshold: 10}
"""
ABOVE, BELOW = "GreaterThanThreshold", "LessThanThreshold"
RESOURCES = with_resources(
    'Fails: {Type: "AWS::CloudWatch::Alarm"}\nQueue: {Type: "AWS::SQS::Queue"}\nTopic: {Type: "AWS::SNS::Topic"}'
)
RUNS_SMOKE = suites.suite_runs.passes


@pytest.mark.parametrize(
    ("namespace", "metric", "statistic", "comparison"),
    [
        ("AWS/Lambda", "Duration", "p99", ABOVE),
        ("AWS/Lambda", "Duration", "p50", ABOVE),
        ("AWS/Lambda", "Duration", "tm5", ABOVE),
        # The other way round the slowest are seen as well, and a count has no fast and slow.
        ("AWS/Lambda", "Duration", "p5", BELOW),
        ("AWS/Lambda", "ConcurrentExecutions", "p5", ABOVE),
    ],
)
def test_a_percentile_that_sees_slow_requests_is_no_finding(
    namespace: str, metric: str, statistic: str, comparison: str
) -> None:
    given = with_resources(ALARM % (namespace, metric, statistic, comparison))
    assert not [*percentiles.sees_slow_requests.findings(Repository(given))]


@pytest.mark.parametrize(
    "output",
    [
        "HealthAlarm: {Value: !Ref Fails}",
        "HealthAlarmArn: {Value: !GetAtt Fails.Arn}",
        "HealthAlarm: {Value: !ImportValue alarm}",
        "TellsOfAlarm: {Value: !Ref Topic}",
        "QueueForAlarm: {Value: !GetAtt Queue.QueueName}",
        "AlarmQueue: {Value: !Ref Queue}",
    ],
)
def test_an_output_that_is_an_alarm_or_is_not_called_one_is_no_finding(output: str) -> None:
    given = {file: f"{text}Outputs: {{{output}}}\n" for file, text in RESOURCES.items()}
    assert not [*outputs.output_is_an_alarm.findings(Repository(given))]


def with_suites(text: str, **more: str) -> Mapping[str, str]:
    return {**RUNS_SMOKE, suites.FILE: text, **more}


@pytest.mark.parametrize(
    "given",
    [
        with_suites('ENVIRONMENTS = (Environment(name="dev"),)\n'),
        with_suites('ENVIRONMENTS = (Environment(name="dev", suites=()),)\n'),
        with_suites('SUITES = ("smoke",)\nENVIRONMENTS = (Environment(name="dev", suites=SUITES),)\n'),
        with_suites('Environment(suites=("there-is-no-such-folder",))\n'),
        with_suites("this is no Python\n"),
        {file: text for file, text in with_suites('Environment(suites=("smoke",))\n').items() if file != FILE},
    ],
)
def test_suites_that_run_or_that_nobody_names_are_no_finding(given: Mapping[str, str]) -> None:
    assert not [*suites.suite_runs.findings(Repository(given))]


def test_a_suite_that_a_build_runs_by_its_own_command_is_no_finding() -> None:
    buildspec = "version: 0.2\nphases: {build: {commands: [make smoke]}}\n"
    given = with_suites('Environment(suites=("smoke",))\n', **{"buildspec.yml": buildspec})
    assert not [*suites.suite_runs.findings(Repository(given))]


def test_the_file_that_names_the_suites_is_read() -> None:
    assert is_read(suites.FILE)
    assert not is_read(f"workload/{suites.FILE}")
