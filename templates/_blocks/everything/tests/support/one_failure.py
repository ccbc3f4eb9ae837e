"""One mistake is one failure: what hundreds of tests need and is broken fails once, and the others do not run.

The files conftest.py use these hooks. The run is red: a test that did not run is never counted as one that passed.
"""

import importlib
from collections.abc import Generator, Iterator, Sequence
from typing import Any

import pytest

# Of the files that a person edits: what reads them cannot even be collected when a value in them is refused.
READ_FIRST = ("project", "environments")
# The tests that speak for all that need the templates, in this order: the synthesis, then what SAM makes of a template.
FIRST = (
    "test_every_stack_synthesises_and_no_finding_is_open",
    "test_no_finding_is_open_and_each_acceptance_is_of_one",
)
# By name, because what raises them may not be importable. Whatever raises one of them, every other test would as well.
ENDS_THE_RUN = {"Broken", "SynthesisFailed", "TemplateRefused"}


class Broken(Exception):
    """What is wrong, in the words that a person reads."""


class Unreadable(pytest.Item):
    """Fails with the reason why nothing could be collected."""

    def __init__(self, *, reason: str, **options: Any) -> None:
        super().__init__(**options)
        self.reason = reason

    def runtest(self) -> None:
        raise Broken(self.reason)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> str:
        return str(excinfo.value)


def first_reason(modules: Sequence[str]) -> tuple[str, str] | None:
    """The first of `modules` that cannot be imported, and why."""
    for module in modules:
        try:
            importlib.import_module(module)
        except Exception as error:
            explanation = importlib.import_module("settings.explanation").explanation
            return module, explanation(error)
    return None


def collect_or_fail_once(session: pytest.Session, modules: Sequence[str]) -> bool | None:
    """For `pytest_collection`: one failing test in place of all when one of `modules` cannot be imported."""
    broken = first_reason(modules)
    if broken is None:
        return None
    module, reason = broken
    session.items = [Unreadable.from_parent(session, name=module, nodeid=f"{module}.py", reason=reason)]
    session.testscollected = 1
    _measure_no_coverage(session.config)
    return True


def _measure_no_coverage(config: pytest.Config) -> None:
    # Nothing ran: a table of zeros would hide the one sentence.
    coverage = config.pluginmanager.getplugin("_cov")
    if coverage is not None:
        coverage.cov_controller = None
        coverage.options.no_cov = True
        coverage._disabled = True


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of FIRST come first: when one of them fails, nothing else has to be read."""
    names = [getattr(item, "originalname", item.name) for item in items]
    order = [FIRST.index(name) if name in FIRST else len(FIRST) for name in names]
    items[:] = [item for _, item in sorted(zip(order, items, strict=True), key=lambda each: each[0])]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What every test needs and cannot have is one sentence and the end of the run."""
    report = yield
    error = call.excinfo.value if call.excinfo else None
    reason = next((str(each) for each in _chain(error) if type(each).__name__ in ENDS_THE_RUN), "")
    if report.failed and reason:
        # With the mark of pytest's own errors, but for what is there to be pasted.
        report.longrepr = "\n".join(line if line.startswith(" ") else f"E   {line}" for line in reason.splitlines())
        report.sections = []
        left = len(item.session.items) - item.session.items.index(item) - 1
        item.session.shouldfail = f"{left} other tests wait for this one" if left else "nothing else can run"
    return report


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__
