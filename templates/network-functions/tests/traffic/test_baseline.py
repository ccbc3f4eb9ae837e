"""Runs last: no figure is much worse than it was when the baseline was taken."""

from tests.traffic import baseline
from tests.traffic.figures import Figures


def test_no_figure_is_much_worse_than_the_baseline(figures: Figures) -> None:
    assert not list(baseline.worse(figures, baseline.read()))
