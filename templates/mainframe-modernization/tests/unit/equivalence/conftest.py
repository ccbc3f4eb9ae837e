"""What the tests of the gate share."""

from pathlib import Path

import pytest

from tests.support.equivalence_gate import Repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """One program that copies its input, and its case, which is equal."""
    return Repository(tmp_path)
