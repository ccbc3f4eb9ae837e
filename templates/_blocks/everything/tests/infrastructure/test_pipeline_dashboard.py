"""The dashboard of the pipeline shows every build, and what the checks really publish."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import boto3
import pytest

from pipeline.actions import report_metrics
from pipeline.names import METRICS_NAMESPACE
from pipeline.self_update.weakenings import to_confirm
from tests.support.cloudformation import Template, properties, resources
from tests.support.judged_calls import fake_client
from tests.support.pipeline_templates import pipeline_template, with_a_stage_of_the_team

KIND = "AWS::CloudWatch::Dashboard"
# Namespace, name, and one dimension with its value; a resource as value is its logical id.
Shown = tuple[str, str, str, str]


def shown(template: Template) -> set[Shown]:
    """The metrics of all graphs of the one dashboard."""
    (dashboard,) = properties(template, KIND)
    _, parts = dashboard["DashboardBody"]["Fn::Join"]
    body = json.loads("".join(part if isinstance(part, str) else part["Ref"] for part in parts))
    metrics = [metric for widget in body["widgets"] for metric in widget["properties"]["metrics"]]
    return {(namespace, name, dimension, value) for namespace, name, dimension, value, *_ in metrics}


def projects(template: Template, metric: str) -> set[str]:
    """The CodeBuild projects with this metric on the dashboard."""
    found = shown(template)
    return {value for *of, value in found if of == ["AWS/CodeBuild", metric, "ProjectName"]}


@pytest.mark.parametrize("metric", ["Duration", "FailedBuilds"])
def test_every_codebuild_project_of_the_pipeline_is_on_the_dashboard(metric: str) -> None:
    assert projects(pipeline_template(), metric) == set(resources(pipeline_template(), "AWS::CodeBuild::Project"))


def test_a_stage_of_the_team_is_on_the_dashboard_too() -> None:
    (added,) = projects(with_a_stage_of_the_team(), "Duration") - projects(pipeline_template(), "Duration")
    assert added.startswith("Review")


def test_it_shows_what_report_metrics_publishes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    published: list[Any] = []
    cloudwatch = fake_client("cloudwatch", put_metric_data=lambda **data: published.append(data))
    monkeypatch.setattr(boto3, "client", lambda _name: cloudwatch)
    monkeypatch.setenv("CODEBUILD_BUILD_ID", "build:1")
    monkeypatch.chdir(tmp_path)
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "unit.xml").write_text('<testsuite tests="1" failures="0" errors="0" skipped="0"/>', "utf-8")
    (reports / "coverage.xml").write_text('<coverage line-rate="1"/>', "utf-8")
    assert report_metrics.main([]) == 0
    [data] = published
    expected = {
        (data["Namespace"], one["MetricName"], dimension["Name"], dimension["Value"])
        for one in data["MetricData"]
        for dimension in one["Dimensions"]
    }
    assert {metric for metric in shown(pipeline_template()) if metric[0] == METRICS_NAMESPACE} == expected


def test_failures_are_counted_as_the_alarm_counts_them() -> None:
    (alarm,) = properties(pipeline_template(), "AWS::CloudWatch::Alarm")
    [rule] = alarm["Dimensions"]
    assert (alarm["Namespace"], alarm["MetricName"], rule["Name"], rule["Value"]["Ref"]) in shown(pipeline_template())


def test_the_guard_lets_a_changed_dashboard_pass() -> None:
    (name,) = resources(pipeline_template(), KIND)
    changed, without = deepcopy(pipeline_template()), deepcopy(pipeline_template())
    changed["Resources"][name]["Properties"] = {"DashboardBody": "{}"}
    del without["Resources"][name]
    for old, new in ((without, changed), (pipeline_template(), changed), (pipeline_template(), without)):
        assert to_confirm(old, new) == []
