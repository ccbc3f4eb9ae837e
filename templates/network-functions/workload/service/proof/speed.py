"""Judges throughput and failover of a run against the stored baseline."""

import statistics
from collections.abc import Collection, Iterator
from typing import Any

from workload.service.proof.baseline import Baseline
from workload.service.proof.flows import DIRECT, FUNCTION
from workload.service.proof.limits import LIMITS, Limits

# New flows have to succeed for so long before something is taken away, else their failures would prove nothing.
QUIET_SECONDS = 10.0


def throughput_ratio(result: dict[str, Any]) -> float | None:
    """Of the medians of the turns; None: one way was not measured, or carried nothing. result: `packets/volume.py`."""
    rates = result.get("megabits", {})
    if not (rates.get(FUNCTION) and rates.get(DIRECT)) or statistics.median(rates[DIRECT]) <= 0:
        return None
    return float(statistics.median(rates[FUNCTION]) / statistics.median(rates[DIRECT]))


def throughput_problems(result: dict[str, Any], baseline: Baseline, limits: Limits = LIMITS) -> Iterator[str]:
    """A sentence where the function carries less than it did, or nothing was measured."""
    ratio = throughput_ratio(result)
    least = baseline.throughput_ratio * (1 - limits.worse_by)
    if ratio is None:
        yield "Throughput was not measured through the function and by the direct way, and what was not does not pass."
    elif ratio < least:
        carried, direct = (statistics.median(result["megabits"][path]) for path in (FUNCTION, DIRECT))
        yield (
            f"Throughput through the function is {ratio:.2f} of the direct way ({carried:.0f} and {direct:.0f} Mbit/s);"
            f" the baseline is {baseline.throughput_ratio:.2f}, and at least {least:.2f} is accepted."
        )


def failing_seconds(result: dict[str, Any], taken_at: float) -> float:
    """From the loss of the instance to the last new flow that failed. 0: none failed. result: of `endurance.py`."""
    return max((last - taken_at for _, last, _ in result["failed"] if last >= taken_at), default=0.0)


def failover_problems(
    result: dict[str, Any],
    *,
    taken_at: float,
    before: Collection[str],
    after: Collection[str],
    whole_seconds: float | None,
    baseline: Baseline,
    limits: Limits = LIMITS,
) -> Iterator[str]:
    """taken_at: seconds since 1970. before, after: healthy targets before that, and at the end of the run.

    whole_seconds: until as many were healthy again; None: they never were.
    """
    if not result.get("attempts"):
        yield "No new flow was tried while an instance was taken away, and what was not measured does not pass."
        return
    if not set(before) - set(after):
        yield "The instance that was taken away carried no target, so no failover was seen; run the suite again."
    if not result["began"] + QUIET_SECONDS <= taken_at <= result["ended"]:
        yield (
            f"The instance was taken away {taken_at - result['began']:.0f} seconds after the flows had begun, which "
            f"ran for {result['ended'] - result['began']:.0f} seconds; {QUIET_SECONDS:.0f} of them have to come before."
        )
    early = [taken_at - first for first, *_ in result["failed"] if first < taken_at]
    if early:
        yield f"New flows failed {max(early):.0f} seconds before an instance was taken away."
    failing, most = failing_seconds(result, taken_at), baseline.failing_seconds * (1 + limits.worse_by)
    if failing > most:
        yield (
            f"New flows failed for {failing:.0f} seconds after an instance was taken away; the baseline is "
            f"{baseline.failing_seconds:.0f}, and at most {most:.0f} is accepted."
        )
    share = 100 * sum(count for *_, count in result["failed"]) / result["attempts"]
    if share > limits.failing_percent:
        yield (
            f"{share:.1f} percent of {result['attempts']} new flows failed; the limit is "
            f"{limits.failing_percent} percent."
        )
    if whole_seconds is None or whole_seconds > limits.whole_seconds:
        yield (
            f"After {limits.whole_seconds:.0f} seconds fewer targets are healthy than the {len(before)} before the "
            "loss of the instance."
        )
