"""What the tests of the templates share."""

# Before any test imports the CDK, which would otherwise start the Node of the machine.
import toolchain  # noqa: F401  isort: skip

import pytest

from tests.support.cfn_lint import Linter
from tests.support.quicker import pytest_collection_finish
from tests.support.remembered_synthesis import pytest_configure

__all__ = ["linter", "pytest_collection_finish", "pytest_configure"]


@pytest.fixture
def linter(pytestconfig: pytest.Config) -> Linter:
    return Linter(pytestconfig)
