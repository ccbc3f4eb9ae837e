"""End-to-end tests run against a deployed environment: what a customer does, from first to last step."""

import pytest

from tests.support.deployed import Deployed, deployed


@pytest.fixture(scope="session")
def environment() -> Deployed:
    """The environment under test."""
    return deployed()
