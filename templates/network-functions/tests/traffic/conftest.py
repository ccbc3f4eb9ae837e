"""What all tests share: the figures, and the report that is written at the end."""

import time
from collections.abc import Iterator

import pytest

from tests.traffic.figures import Figures
from tests.traffic.function import REPOSITORY
from tests.traffic.picture import draw_figures, draw_topologies
from tests.traffic.topology import Topology

REPORTS = REPOSITORY / "reports"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The comparison with the baseline comes last: it needs the figures of all others."""
    items.sort(key=lambda item: item.path.name == "test_baseline.py")


@pytest.fixture(scope="session")
def drawn() -> list[Topology]:
    """The topologies for the picture: a test that builds one adds it."""
    return []


@pytest.fixture(scope="session")
def figures(drawn: list[Topology]) -> Iterator[Figures]:
    """The figures of this run; written to reports/, as JSON and as a plot beside the picture of the topologies."""
    began = time.monotonic()
    measured = Figures()
    yield measured
    REPORTS.mkdir(exist_ok=True)
    measured.write(REPORTS / "traffic.json", seconds=time.monotonic() - began)
    draw_figures(measured.all.values(), REPORTS / "traffic.svg")
    draw_topologies(drawn, REPORTS / "topology.svg")


@pytest.fixture(scope="session", autouse=True)
def _report(figures: Figures) -> None:
    """A report is written even if no test has a figure."""
