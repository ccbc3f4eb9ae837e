"""The ratios that the figures had when somebody last looked at them: a run may not be much worse.

They are ratios to an empty path of the same run, so that a laptop and a build container can be held to the same ones.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from tests.traffic.figures import Better, Figures

FILE = Path(__file__).with_name("baseline.json")
# Runs on a busy machine differ by a tenth; a function that has become slower differs by more.
MAY_WORSEN_BY = 0.25


def read(file: Path = FILE) -> dict[str, float]:
    """The ratios by the figure's name."""
    ratios: dict[str, float] = json.loads(file.read_text())["ratios"]
    return ratios


def replace(report: Path, file: Path = FILE) -> None:
    """Take the figures of a run as the baseline. report: its traffic.json."""
    figures = json.loads(report.read_text())["figures"]
    ratios = {each["name"]: round(each["ratio"], 3) for each in figures if each["ratio"] is not None}
    file.write_text(json.dumps({"ratios": ratios}, indent=2) + "\n")


def worse(figures: Figures, ratios: dict[str, float]) -> Iterator[str]:
    """A sentence for each figure that is worse than the baseline, or is not there."""
    for name, before in ratios.items():
        figure = figures.all.get(name)
        if figure is None or figure.ratio is None:
            yield f"{name} is in the baseline ({before}), but was not measured."
        elif _is_worse(figure.ratio, before, figure.better):
            yield (
                f"{name} is {figure.ratio:.2f} of the empty path ({figure.value:.4g} and {figure.empty:.4g} "
                f"{figure.unit}); the baseline is {before}, and at most {MAY_WORSEN_BY:.0%} worse is accepted."
            )


def _is_worse(ratio: float, before: float, better: Better) -> bool:
    if better is Better.HIGHER:
        return ratio < before * (1 - MAY_WORSEN_BY)
    return ratio > before * (1 + MAY_WORSEN_BY)
