"""Fixtures for all tests of the template. Plain helpers are in `rendering.py` and `releases.py`."""

from collections import defaultdict
from pathlib import Path

import pytest
from exports import exported_answers_only
from releases import Releases

# So many files does a whole run name at its end, which shows where its time goes.
SLOWEST_FILES = 10


@pytest.fixture
def small_releases(tmp_path: Path) -> Releases:
    """A template with a first version and only the files that answers land in; a test may publish more versions."""
    return Releases(tmp_path / "template", exported_answers_only())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Where the time goes: the slowest files, with what their fixtures took, summed over the workers."""
    seconds: defaultdict[str, float] = defaultdict(float)
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                seconds[report.nodeid.partition("::")[0]] += report.duration
    if len(seconds) <= SLOWEST_FILES:
        return
    terminalreporter.section(f"slowest {SLOWEST_FILES} of {len(seconds)} files")
    for file, taken in sorted(seconds.items(), key=lambda item: -item[1])[:SLOWEST_FILES]:
        terminalreporter.write_line(f"{taken:7.0f} s  {file}")
    terminalreporter.write_line(f"{sum(seconds.values()):7.0f} s  all of them, on all workers")
