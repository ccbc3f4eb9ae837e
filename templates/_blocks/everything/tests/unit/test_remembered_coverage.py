"""Coverage is measured again as soon as anything has changed that it depends on."""

from pathlib import Path

import pytest

from tests.support.remembered_coverage import MEASURE, ONLY_TEST, REPORT, options, remember


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without git, as CodeBuild gets it, with a service and its test."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    for name in ("service.py", "test_service.py"):
        Path(name).write_text("# first\n", "utf-8")


def measured(report: str = "<coverage/>") -> None:
    """The tests ran with coverage and passed."""
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(report, "utf-8")
    remember()


def test_the_first_run_measures_and_the_next_does_not() -> None:
    assert options() == MEASURE
    measured()
    assert options() == ONLY_TEST


@pytest.mark.parametrize("name", ["service.py", "test_service.py", "new.py"])
def test_a_changed_or_new_file_is_measured(name: str) -> None:
    options()
    measured()
    Path(name).write_text("# second\n", "utf-8")
    assert options() == MEASURE


def test_another_environment_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    options()
    measured()
    monkeypatch.setenv("TEST_DATABASE_URL", "postgresql://localhost/other")
    assert options() == MEASURE


def test_a_report_that_is_gone_or_another_one_is_made_again() -> None:
    options()
    measured()
    REPORT.write_text("<another/>", "utf-8")
    assert options() == MEASURE
    measured()
    REPORT.unlink()
    assert options() == MEASURE


def test_what_failed_is_measured_again() -> None:
    # Given a run whose tests failed, or whose coverage was too low: nothing is remembered after it
    options()
    assert options() == MEASURE


def test_a_file_saved_while_the_tests_run_is_measured_the_next_time() -> None:
    options()
    Path("service.py").write_text("# second\n", "utf-8")
    measured()
    assert options() == MEASURE
