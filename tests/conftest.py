"""Fixtures for all tests of the template. Plain helpers are in `rendering.py` and `releases.py`."""

from pathlib import Path

import pytest
from exports import exported_answers_only
from releases import Releases


@pytest.fixture
def small_releases(tmp_path: Path) -> Releases:
    """A template with a first version and only the files that answers land in; a test may publish more versions."""
    return Releases(tmp_path / "template", exported_answers_only())
