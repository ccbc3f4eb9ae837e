"""Which release of the template a portal renders: pinned, so that a form and what it makes belong together."""

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Release:
    """The address of the template, and a version of it."""

    address: str
    version: str


def release_in(template: Path) -> Release:
    """The release that a folder of the template says it is."""
    project = tomllib.loads((template / "pyproject.toml").read_text("utf-8"))["project"]
    return Release(project["urls"]["Repository"], project["version"])
