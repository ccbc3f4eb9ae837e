"""A table of operations of the tests' own, and a Parameter Store in this process instead of that of an account."""

from collections.abc import Iterator

import pytest
from moto import mock_aws

from tests.support import router_table
from tests.support.router_store import Store


@pytest.fixture(autouse=True)
def operations(monkeypatch: pytest.MonkeyPatch) -> None:
    """What router/operations.py says is the team's."""
    for module in router_table.users():
        monkeypatch.setattr(module, "OPERATIONS", router_table.OPERATIONS)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    with mock_aws():
        yield Store()
