"""What the tests of the templates share."""

# Before any test imports the CDK, which would otherwise start the Node of the machine.
import toolchain  # noqa: F401  isort: skip

import gc

import pytest

from tests.infrastructure.cfn_lint import Linter


@pytest.fixture
def linter(pytestconfig: pytest.Config) -> Linter:
    # There is none with `-p no:cacheprovider`.
    return Linter(getattr(pytestconfig, "cache", None))


def pytest_collection_finish() -> None:
    # What is imported by now stays: the garbage collector need not go through it again and again.
    gc.freeze()
