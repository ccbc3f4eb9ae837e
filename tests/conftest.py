"""Fixtures for all tests of the template. Plain helpers are in `rendering.py` and `releases.py`."""

import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from exports import exported_answers_only
from releases import Releases
from rendering import shared_renderings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

# So many files does a whole run name at its end, which shows where its time goes.
SLOWEST_FILES = 10
# A folder whose files share an image, which takes long to build.
AT_ONCE = ("tests/images/",)
# They begin first, so that no long one is left for one worker at the end. The first one lets mypy read all of the CDK:
# what it knows then is there when others need it.
LONG_FILES = (
    "examples/test_examples_types_and_units.py",
    "examples/test_examples_templates.py",
    "rendered/test_rendered_repository.py",
    "examples/test_examples_promises.py",
    "images/test_image.py",
    "updates/test_releases.py",
    "updates/test_promise_twice.py",
    "recipes/test_recipes_are_green.py",
    "recipes/test_remove_example.py",
    "recipes/test_field_page.py",
    "template/test_guide_bench.py",
    "updates/test_promise.py",
    "updates/test_promise_plain_copier.py",
    "examples/test_containers_combinations.py",
    "rendered/test_gates.py",
    "rendered/test_extension_examples.py",
    "rendered/test_service_starts.py",
    "rendered/test_suites_of_mainframe.py",
    "mainframe/test_mainframe_code.py",
    "network_functions/test_data_plane.py",
    "updates/test_any_answer_later.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first, in the order of above; Makefile tells pytest-xdist to leave it so."""
    tests = Path(__file__).parent
    at = {tests / file: place for place, file in enumerate(LONG_FILES)}
    assert [str(file) for file in at if not file.is_file()] == [], "the list of long files is not that of the tests"
    items.sort(key=lambda item: at.get(item.path, len(at)))


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """A file that cannot be collected ends the run now: pytest-xdist runs all the others first."""
    if report.failed and "PYTEST_XDIST_WORKER" not in os.environ:
        pytest.exit(report.longreprtext, returncode=pytest.ExitCode.INTERRUPTED)


class ByFile(LoadScopeScheduling):
    """A file stays on one worker, and so does a folder whose files share what takes long to make."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return next((folder for folder in AT_ONCE if folder in file), file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    """In place of `--dist loadfile`, which makes a session's fixtures on each worker that gets a file of the folder."""
    return ByFile(config, log)


@pytest.fixture
def small_releases(tmp_path: Path) -> Releases:
    """A template with a first version and only the files that answers land in; a test may publish more versions."""
    return Releases(tmp_path / "template", exported_answers_only())


@pytest.fixture(scope="module", autouse=True)
def _what_tests_share_stays_as_rendered() -> Iterator[None]:
    """Compiled code in a folder that many tests read fails tests of other files: here the file that left it fails."""
    yield
    left = [
        folder for folder in shared_renderings() if any(folder.glob("__pycache__")) or any(folder.glob("*/__pycache__"))
    ]
    assert left == [], "a process wrote compiled code: start it by `tools.run`, or with PYTHONDONTWRITEBYTECODE"


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
