"""The releases so far. Their commits stand in a file, since a clone may have no tags."""

from dataclasses import dataclass
from pathlib import Path

import yaml

FILE = Path(__file__).resolve().parent / "releases.yml"


@dataclass(frozen=True)
class Release:
    """version: PEP 440. commit: the full hash."""

    version: str
    commit: str


def releases() -> list[Release]:
    """Every release, the oldest first."""
    return [Release(**each) for each in yaml.safe_load(FILE.read_text("utf-8"))]
