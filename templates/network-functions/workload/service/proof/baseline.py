"""The figures that staging had when somebody last looked at them: `python -m workload.service.proof.baseline REPORT`.

The template brings the least that is useful, taken from no run. Take your own after the first deployments to staging:
REPORT is a file with what the log of the suite shows after `throughput:`, or reports/throughput.json of a run of yours.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from settings.failure import ActionFailed, exit_code

FILE = Path(__file__).with_name("baseline.json")


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """taken: the day of the run; empty: no run, but the least that is useful.

    throughput_ratio: of the throughput through the function to that of the direct way of the same run, so that a busy
    hour of the network is none of a slow function. failing_seconds: from the loss of an instance to the last new flow
    that failed.
    """

    taken: str
    throughput_ratio: float
    failing_seconds: float

    @classmethod
    def read(cls, file: Path = FILE) -> Self:
        """Raises ActionFailed: the file is missing, or lacks a figure, or one of them can judge nothing."""
        try:
            found = cls(**json.loads(file.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise ActionFailed(
                f"{file} is no baseline ({error}); it holds taken, throughput_ratio and failing_seconds, for example "
                '{"taken": "2026-11-30", "throughput_ratio": 0.4, "failing_seconds": 50.0}.'
            ) from error
        if not (found.throughput_ratio > 0 and found.failing_seconds > 0):
            raise ActionFailed(
                f"{file}: throughput_ratio={found.throughput_ratio} and failing_seconds={found.failing_seconds} have "
                "to be above 0, else nothing could be worse, for example 0.4 and 50.0."
            )
        return found


def take(report: Path, file: Path = FILE, *, today: str = "") -> Baseline:
    """Make the figures of a run the baseline. Raises ActionFailed: the run did not pass, or lacks a figure."""
    try:
        found = json.loads(report.read_text(encoding="utf-8"))
        ratio, failing = (float(found["figures"][name]) for name in ("throughput_ratio", "failing_seconds"))
        passed = found["problems"] == []
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ActionFailed(f"{report} is no report of throughput and failover ({error!r}).") from error
    if not passed:
        raise ActionFailed(f"{report} is of a run that did not pass: {found['problems'][0]}")
    taken = Baseline(
        taken=today or datetime.now(UTC).date().isoformat(),
        throughput_ratio=round(ratio, 3),
        # A load balancer looks every ten seconds: what was lucky once must not be asked for ever.
        failing_seconds=max(round(failing, 1), 20.0),
    )
    file.write_text(json.dumps(asdict(taken), indent=2) + "\n", encoding="utf-8")
    return taken


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m workload.service.proof.baseline", description=__doc__)
    parser.add_argument("report", type=Path)
    given = parser.parse_args(arguments)
    return exit_code(lambda: print(take(given.report)))


if __name__ == "__main__":
    sys.exit(main())
