"""What the tests of the templates share."""

# Before any test imports the CDK, which would otherwise start the Node of the machine.
import toolchain  # noqa: F401  isort: skip

import pytest

from tests.infrastructure.cfn_lint import Linter


@pytest.fixture
def linter(cache: pytest.Cache) -> Linter:
    return Linter(cache)
