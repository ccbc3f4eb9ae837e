"""The figures of a run: what was measured, and the same of an empty forwarding path in the same run."""

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any


class Better(StrEnum):
    """Which way a figure should go."""

    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """value, empty: of the function, and of what it is compared with, in `unit`. against: what that is; None: nothing,
    so that there is no ratio, and another machine may well have quite another value."""

    name: str
    value: float
    unit: str
    better: Better
    empty: float | None = None
    against: str | None = None

    @property
    def ratio(self) -> float | None:
        """value / empty: what can be compared with another machine's."""
        return None if not self.empty else self.value / self.empty


@dataclass
class Figures:
    """All figures, by name, in the order in which they were measured."""

    all: dict[str, Figure] = field(default_factory=dict)

    def record(
        self,
        name: str,
        value: float,
        unit: str,
        *,
        better: Better,
        empty: float | None = None,
        against: str | None = "the kernel forwards, without the function",
    ) -> Figure:
        """Keep one figure, and give it back. Raises ValueError: there is one of this name."""
        if name in self.all:
            raise ValueError(f"The figure {name} is recorded twice; choose another name.")
        against = None if empty is None else against
        self.all[name] = Figure(name=name, value=value, unit=unit, better=better, empty=empty, against=against)
        return self.all[name]

    def write(self, file: Path, *, seconds: float) -> None:
        """As JSON: a list of figures, each with its ratio. seconds: that the run took."""
        listed = [_rounded({**asdict(each), "ratio": each.ratio}) for each in self.all.values()]
        file.write_text(json.dumps({"seconds": round(seconds, 1), "figures": listed}, indent=2) + "\n")


def _rounded(figure: dict[str, Any]) -> dict[str, Any]:
    return {name: float(f"{each:.4g}") if isinstance(each, float) else each for name, each in figure.items()}
