"""People hear of a job that failed, that ended badly, that still runs after its window, or that was not started."""

import json
from typing import Any

from batch import emf
from batch.outcome import Outcome
from batch.running import Running, moment
from batch.window import window
from tests.support.batch_templates import BUSY, JOBS, PLAIN, machines, service
from tests.support.cloudformation import Template, health_alarms_by_name, references, resources
from workload.names import deployment_name

ENDS = {"ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted"}
NIGHT = '{"start": "22:00", "minutes": 60, "time_zone": "UTC", "days": "*"}'


def alarms(template: Template) -> dict[str, dict[str, Any]]:
    """Those of jobs, by logical id."""
    found = resources(template, "AWS::CloudWatch::Alarm").items()
    return {id: each["Properties"] for id, each in found if id.startswith("BatchAlarms")}


def measured(alarm: dict[str, Any]) -> list[dict[str, Any]]:
    """The metrics that an alarm is about, each with its namespace, name, dimensions, period and statistic."""
    if "MetricName" in alarm:
        return [alarm]
    told = [each["MetricStat"] for each in alarm["Metrics"] if "MetricStat" in each]
    return [{**each["Metric"], "Period": each["Period"], "Statistic": each["Stat"]} for each in told]


def of_metric(template: Template, name: str) -> dict[str, dict[str, Any]]:
    """By job: the alarm on a metric that jobs write, with what it is about."""
    found = {}
    for each in alarms(template).values():
        for metric in measured(each):
            if metric["MetricName"] == name:
                [job] = [one["Value"] for one in metric["Dimensions"] if one["Name"] == "Job"]
                found[job] = {**each, **metric}
    return found


def written(environment: str) -> dict[tuple[str, frozenset[str]], str]:
    """Namespace of each metric that a step writes, by its name and dimensions."""
    about = emf.About(namespace="written", environment=environment, job="JOB")
    lines: list[str] = list(emf.lines(about, Outcome(step="ONE", program="PROG", code=8, ended=1.0)))

    class Log:
        def write(self, line: str) -> None:
            lines.append(line)

        def flush(self) -> None: ...

    began = moment("2026-01-30T22:30:00Z")
    with Running(about, started=began, window=window(NIGHT), out=Log()):  # type: ignore[arg-type]
        pass
    found = {}
    for line in lines:
        for declared in json.loads(line)["_aws"]["CloudWatchMetrics"]:
            for dimensions in declared["Dimensions"]:
                for metric in declared["Metrics"]:
                    found[metric["Name"], frozenset(dimensions)] = declared["Namespace"]
    return found


def test_every_execution_that_does_not_succeed_is_told() -> None:
    template = service(BUSY)
    told = {}
    for each in alarms(template).values():
        queries = [one for one in measured(each) if one["Namespace"] == "AWS/States"]
        if queries:
            [machine] = set().union(*(references(one["Dimensions"]) for one in queries))
            told[machine] = {one["MetricName"] for one in queries}
            assert each["Threshold"] == 1
    assert told == {each["id"]: ENDS for each in machines(template).values()}


def test_a_return_code_of_8_or_more_is_told_for_each_job() -> None:
    found = of_metric(service(BUSY), "ReturnCode")
    assert set(found) == set(JOBS)
    for each in found.values():
        assert (each["Threshold"], each["Statistic"]) == (8, "Maximum")
        assert each["ComparisonOperator"] == "GreaterThanOrEqualToThreshold"


def test_a_job_that_still_runs_after_the_batch_window_is_told_while_it_runs() -> None:
    found = of_metric(service(BUSY), "MinutesAfterWindow")
    assert set(found) == set(JOBS)
    for each in found.values():
        assert (each["Threshold"], each["Period"]) == (0, 60)
        assert each["ComparisonOperator"] == "GreaterThanThreshold"


def test_without_a_batch_window_no_job_is_too_late() -> None:
    assert of_metric(service(PLAIN), "MinutesAfterWindow") == {}


def test_what_no_schedule_could_start_is_told() -> None:
    template = service(BUSY)
    [told] = [each for each in alarms(template).values() if each.get("Namespace") == "AWS/SQS"]
    [queue] = references(told["Dimensions"])
    assert template["Resources"][queue]["Type"] == "AWS::SQS::Queue"
    assert told["MetricName"] == "ApproximateNumberOfMessagesVisible"


def test_the_alarms_watch_metrics_that_steps_write() -> None:
    known = written(BUSY.name)
    for name in ("ReturnCode", "MinutesAfterWindow"):
        for each in of_metric(service(BUSY), name).values():
            assert (name, frozenset(one["Name"] for one in each["Dimensions"])) in known
            assert each["Namespace"] == deployment_name(BUSY)
            assert {"Name": "Environment", "Value": BUSY.name} in each["Dimensions"]


def test_they_tell_people_and_roll_no_release_back() -> None:
    template = service(BUSY)
    found = alarms(template)
    assert len(found) == 3 * len(JOBS) + 1
    assert not set(found) & set(health_alarms_by_name(template))
    for each in found.values():
        [topic] = references(each["AlarmActions"])
        assert template["Resources"][topic]["Type"] == "AWS::SNS::Topic"
        assert each["TreatMissingData"] == "notBreaching"


def test_the_dashboard_shows_return_codes_elapsed_time_and_records() -> None:
    [dashboard] = resources(service(BUSY), "AWS::CloudWatch::Dashboard").values()
    shown = json.dumps(dashboard["Properties"]["DashboardBody"])
    for name in ("ReturnCode", "ElapsedMinutes", "MinutesAfterWindow", "RecordsRead", "RecordsWritten"):
        assert name in shown
    assert f"/ {BUSY.batch.window.minutes if BUSY.batch.window else 0}" in shown
