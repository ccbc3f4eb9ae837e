"""Fixtures for all tests of the template. Plain helpers are in `rendering.py` and `releases.py`."""

from pathlib import Path

import pytest
from exports import exported_answers_only
from releases import Releases
from rendering import render


@pytest.fixture(scope="session")
def default_repository() -> Path:
    """What `copier copy --defaults` gives. Shared: do not write into it."""
    return render()


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    """The template with a first version, in which a test may publish more."""
    return Releases(tmp_path / "template")


@pytest.fixture
def small_releases(tmp_path: Path) -> Releases:
    """The same with only the files that answers land in: an update takes seconds less."""
    return Releases(tmp_path / "template", exported_answers_only())
