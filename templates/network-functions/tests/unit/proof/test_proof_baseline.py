"""The stored baseline: what is no baseline judges nothing and is refused, and a run becomes one only if it passed."""

import json
from pathlib import Path
from typing import Any

import pytest

from settings.failure import ActionFailed
from workload.service.proof import baseline
from workload.service.proof.baseline import Baseline, take

REPORT: dict[str, Any] = {"problems": [], "figures": {"throughput_ratio": 0.71234, "failing_seconds": 31.44}}


def written(folder: Path, content: object) -> Path:
    file = folder / "file.json"
    file.write_text(json.dumps(content), "utf-8")
    return file


def test_the_baseline_of_this_repository_judges() -> None:
    assert Baseline.read().throughput_ratio > 0


@pytest.mark.parametrize(
    "content",
    [
        {},
        [],
        {"taken": "", "throughput_ratio": 0.4},
        {"taken": "", "throughput_ratio": 0, "failing_seconds": 50},
        {"taken": "", "throughput_ratio": 0.4, "failing_seconds": 0},
    ],
)
def test_a_baseline_that_could_judge_nothing_is_refused(tmp_path: Path, content: object) -> None:
    with pytest.raises(ActionFailed, match=r"file\.json"):
        Baseline.read(written(tmp_path, content))


def test_a_baseline_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ActionFailed, match="is no baseline"):
        Baseline.read(tmp_path / "none.json")


def test_a_run_that_passed_becomes_the_baseline(tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    taken = take(written(tmp_path, REPORT), file, today="2026-11-30")
    assert taken == Baseline.read(file) == Baseline(taken="2026-11-30", throughput_ratio=0.712, failing_seconds=31.4)


def test_luck_with_the_looks_of_the_load_balancer_is_not_asked_for_ever(tmp_path: Path) -> None:
    report = {**REPORT, "figures": {**REPORT["figures"], "failing_seconds": 0.0}}
    assert take(written(tmp_path, report), tmp_path / "baseline.json").failing_seconds == 20.0


@pytest.mark.parametrize(
    ("report", "words"),
    [
        ({**REPORT, "problems": ["Throughput is low."]}, "did not pass: Throughput is low"),
        ({"problems": []}, "is no report"),
        ({**REPORT, "figures": {"throughput_ratio": None, "failing_seconds": 1}}, "is no report"),
    ],
)
def test_a_run_that_did_not_pass_becomes_none(tmp_path: Path, report: object, words: str) -> None:
    file = tmp_path / "baseline.json"
    with pytest.raises(ActionFailed, match=words):
        take(written(tmp_path, report), file)
    assert not file.exists()


def test_the_command_says_what_is_wrong_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert baseline.main([str(tmp_path / "none.json")]) == 1
    assert "is no report of throughput and failover" in capsys.readouterr().err
