"""Integration tests run against a deployed environment: each endpoint on its own, in AWS's real parts."""

import pytest

from tests.support.deployed import Deployed, deployed


@pytest.fixture(scope="session")
def environment() -> Deployed:
    """The environment under test."""
    return deployed()
