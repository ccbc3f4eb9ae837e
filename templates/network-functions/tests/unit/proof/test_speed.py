"""Throughput and failover against the baseline: each way of being worse, or of not being measured, is found."""

from collections.abc import Callable
from typing import Any

import pytest

from workload.service.proof.baseline import Baseline
from workload.service.proof.limits import LIMITS
from workload.service.proof.speed import failing_seconds, failover_problems, throughput_problems, throughput_ratio

BASELINE = Baseline(taken="2026-11-30", throughput_ratio=0.8, failing_seconds=40.0)
BEGAN, TAKEN_AT = 5000.0, 5030.0
BEFORE = frozenset({"i-1", "i-2"})

Run = dict[str, Any]


def volume(function: list[float], direct: list[float]) -> dict[str, Any]:
    return {"megabits": {"function": function, "direct": direct}}


def test_throughput_is_the_ratio_of_the_medians() -> None:
    assert throughput_ratio(volume([100.0, 800.0, 810.0], [1000.0, 990.0, 5.0])) == pytest.approx(800 / 990)


@pytest.mark.parametrize("carried", [800.0, 610.0])
def test_throughput_that_differs_as_runs_do_passes(carried: float) -> None:
    assert list(throughput_problems(volume([carried], [1000.0]), BASELINE)) == []


def test_throughput_below_the_baseline_is_found() -> None:
    (sentence,) = throughput_problems(volume([590.0], [1000.0]), BASELINE)
    assert "is 0.59 of the direct way (590 and 1000 Mbit/s); the baseline is 0.80, and at least 0.60" in sentence


@pytest.mark.parametrize("result", [{}, volume([], [1.0]), volume([1.0], []), volume([1.0], [0.0])])
def test_throughput_that_was_not_measured_does_not_pass(result: dict[str, Any]) -> None:
    (sentence,) = throughput_problems(result, BASELINE)
    assert "not measured" in sentence


def good() -> Run:
    """The arguments of a failover in which flows failed for 20 seconds."""
    result = {
        "began": BEGAN,
        "ended": BEGAN + 240,
        "attempts": 4000,
        "failed": [[TAKEN_AT + 1, TAKEN_AT + 20, 2]],
        "kept": 8,
        "kept_cut": 4,
    }
    return {"result": result, "taken_at": TAKEN_AT, "before": BEFORE, "after": {"i-2", "i-3"}, "whole_seconds": 200.0}


def test_a_failover_like_the_one_of_the_baseline_passes() -> None:
    assert list(failover_problems(**good(), baseline=BASELINE)) == []
    assert failing_seconds(good()["result"], TAKEN_AT) == 20.0


PLANTED: dict[str, tuple[Callable[[Run], object], str]] = {
    "it is too slow": (
        lambda run: run["result"]["failed"].append([TAKEN_AT + 51, TAKEN_AT + 51, 1]),
        "New flows failed for 51 seconds after an instance was taken away; the baseline is 40, and at most 50",
    ),
    "too many flows fail": (
        lambda run: run["result"].update(attempts=8),
        "25.0 percent of 8 new flows failed; the limit is 20.0 percent",
    ),
    "flows failed before": (
        lambda run: run["result"]["failed"].insert(0, [BEGAN + 10, BEGAN + 10, 1]),
        "New flows failed 20 seconds before an instance was taken away",
    ),
    "nothing was tried": (lambda run: run["result"].update(attempts=0), "No new flow was tried"),
    "there is no result": (lambda run: run["result"].clear(), "No new flow was tried"),
    "the instance carried nothing": (
        lambda run: run.update(after={"i-1", "i-2", "i-3"}),
        "carried no target, so no failover was seen",
    ),
    "it was lost too early": (
        lambda run: run["result"].update(began=TAKEN_AT - 5, ended=TAKEN_AT + 200),
        "taken away 5 seconds after the flows had begun",
    ),
    "it was lost when the flows were over": (
        lambda run: run["result"].update(ended=TAKEN_AT - 1),
        "taken away 30 seconds after the flows had begun, which ran for 29 seconds",
    ),
    "the fleet stays smaller": (
        lambda run: run.update(whole_seconds=None),
        "After 900 seconds fewer targets are healthy than the 2 before",
    ),
    "the fleet recovers late": (
        lambda run: run.update(whole_seconds=LIMITS.whole_seconds + 1),
        "After 900 seconds fewer targets are healthy than the 2 before",
    ),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_failover_that_is_worse_is_found(planted: str) -> None:
    plant, words = PLANTED[planted]
    run = good()
    plant(run)
    (sentence,) = failover_problems(**run, baseline=BASELINE)
    assert words in sentence
