"""A test that says why may make calls of AWS that the locked botocore does not know.

One test, or one class:

    @pytest.mark.unjudged_calls("the reason")

All tests of a file:

    pytestmark = pytest.mark.unjudged_calls("the reason")

All tests of a folder, in the conftest.py of that folder:

    def pytest_itemcollected(item: pytest.Item) -> None:
        item.add_marker(pytest.mark.unjudged_calls("the reason"))
"""

import sys

import pytest

NAME = "unjudged_calls"
WAY_OUT = f'mark the test: @pytest.mark.{NAME}("the reason"). For a file or folder see tests/support/unjudged_calls.py.'
# Of the test that runs, when it has one.
_reason: list[str] = []


def allow(config: pytest.Config) -> None:
    """Let the tests of this run take themselves out."""
    # Not in pyproject.toml: merged beside the markers of a team, a second `markers =` would be no TOML any more.
    if not config.pluginmanager.has_plugin(__name__):
        config.pluginmanager.register(sys.modules[__name__], __name__)


def are_judged() -> bool:
    """Whether the test that runs has its calls compared with the models of their services."""
    return not _reason


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", f"{NAME}(reason): its calls of AWS are not compared with the locked botocore")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before the fixtures of the test, of whatever scope."""
    _reason[:] = [_said(mark) for mark in item.iter_markers(NAME)]


def _said(mark: pytest.Mark) -> str:
    match [*mark.args, *mark.kwargs.values()]:
        case [str(reason)] if reason.strip():
            return reason
    example = f'@pytest.mark.{NAME}("t9.micro is younger than the locked botocore")'
    pytest.fail(f"pytest.mark.{NAME} needs a reason, for example {example}", pytrace=False)
