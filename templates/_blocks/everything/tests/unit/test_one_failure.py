"""One mistake is one failure: what speaks for all others runs first, and only what did not run is said to wait."""

from collections.abc import Generator
from typing import Any
from unittest.mock import Mock

import pytest

from settings.configuration import TemplateRefused
from tests.support.one_failure import FIRST, pytest_collection_modifyitems, pytest_runtest_makereport


def items(*names: str) -> list[Any]:
    session = Mock(shouldfail=False)
    session.items = [Mock(originalname=name, session=session) for name in names]
    found: list[Any] = session.items
    return found


def failed(item: Any, error: Exception) -> Any:
    """The report of a test that failed with `error`."""
    report: Any = Mock(failed=True)
    hook: Generator[None, Any, Any] = pytest_runtest_makereport(item, Mock(excinfo=Mock(value=error)))
    next(hook)
    with pytest.raises(StopIteration):
        hook.send(report)
    return report


def test_what_speaks_for_all_others_runs_first_and_the_rest_keeps_its_order() -> None:
    collected = items("test_b", FIRST[1], "test_a", FIRST[0])
    pytest_collection_modifyitems(collected)
    assert [each.originalname for each in collected] == [*FIRST, "test_b", "test_a"]


def test_a_template_that_cannot_be_read_is_its_sentence_and_ends_the_run() -> None:
    first, second, *_ = items(*FIRST, "test_a", "test_b", "test_c")
    report = failed(second, TemplateRefused("template.yaml:3:1: no YAML\n    Key: value"))
    assert report.longrepr == "E   template.yaml:3:1: no YAML\n    Key: value"
    assert first.session.shouldfail == "3 other tests wait for this one"


def test_a_test_that_fails_by_itself_does_not_end_the_run() -> None:
    first, *_ = items(*FIRST)
    failed(first, AssertionError("1 == 2"))
    assert first.session.shouldfail is False
