"""The fast tests of the template."""

from collections.abc import Iterator

from benchmarks.figures import Figure, run
from benchmarks.template import ROOT


def measure() -> Iterator[Figure]:
    """Minutes of `make test`."""
    yield Figure("fast tests of the template", run(["make", "test"], cwd=ROOT).seconds / 60, 2.5, "min")
