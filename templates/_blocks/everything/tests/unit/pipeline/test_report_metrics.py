"""Pass rate and coverage become metrics in CodeBuild, and only there."""

from pathlib import Path
from typing import Any

import boto3
import pytest

from pipeline.actions import report_metrics
from project import NAME
from tests.support.judged_calls import fake_client

JUNIT = '<testsuites><testsuite tests="{tests}" failures="1" errors="1" skipped="2"/></testsuites>'
COVERAGE = '<coverage line-rate="0.873" branch-rate="0"/>'


@pytest.fixture(autouse=True)
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "unit.xml").write_text(JUNIT.format(tests=12))
    (folder / "coverage.xml").write_text(COVERAGE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CODEBUILD_BUILD_ID", "build:1")
    return folder


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    calls: list[Any] = []
    cloudwatch = fake_client("cloudwatch", put_metric_data=lambda **data: calls.append(data))
    monkeypatch.setattr(boto3, "client", lambda _name: cloudwatch)
    return calls


def test_pass_rate_and_coverage_are_published_in_percent(published: list[Any]) -> None:
    assert report_metrics.main([]) == 0
    [data] = published
    assert data["Namespace"] == f"{NAME}/Delivery"
    found = {one["MetricName"]: (one["Value"], one["Unit"], one["Dimensions"]) for one in data["MetricData"]}
    suite = [{"Name": "Suite", "Value": "unit"}]
    assert found == {"PassRate": (80.0, "Percent", suite), "Coverage": (pytest.approx(87.3), "Percent", suite)}


def test_a_suite_without_coverage_publishes_its_pass_rate(reports: Path, published: list[Any]) -> None:
    (reports / "integration.xml").write_text('<testsuite tests="4" failures="0" errors="0" skipped="0"/>')
    assert report_metrics.main(["integration"]) == 0
    assert [one["MetricName"] for one in published[0]["MetricData"]] == ["PassRate"]


def test_a_laptop_publishes_nothing_and_says_so(
    published: list[Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CODEBUILD_BUILD_ID")
    assert report_metrics.main([]) == 0
    assert published == []
    assert "nothing was published" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("file", "text", "sentence"),
    [
        ("unit.xml", JUNIT.format(tests=2), "no test ran"),
        ("unit.xml", "<testsuites/>", "no test ran"),
        ("unit.xml", "{}", "is no report"),
        ("unit.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "is no report: EntitiesForbidden"),
        ("coverage.xml", "<coverage/>", "not a coverage report"),
        ("coverage.xml", None, "does not exist; run the tests first"),
    ],
)
def test_a_report_that_says_nothing_fails(
    reports: Path,
    published: list[Any],
    capsys: pytest.CaptureFixture[str],
    file: str,
    text: str | None,
    sentence: str,
) -> None:
    (reports / file).unlink()
    if text is not None:
        (reports / file).write_text(text)
    assert report_metrics.main([]) == 1
    error = capsys.readouterr().err
    assert sentence in error
    assert len(error.splitlines()) == 1
    assert published == []
