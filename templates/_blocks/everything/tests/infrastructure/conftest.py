"""What the tests of the templates share."""

# Before any test imports the CDK, which would otherwise start the Node of the machine.
import toolchain  # noqa: F401  isort: skip

import pytest

from tests.support import unjudged_calls
from tests.support.cfn_lint import Linter
from tests.support.judged_calls import judge_calls_of_boto3
from tests.support.one_failure import (
    READ_FIRST,
    collect_or_fail_once,
    pytest_collection_modifyitems,
    pytest_runtest_makereport,
)
from tests.support.quicker import pytest_collection_finish
from tests.support.remembered_synthesis import pytest_configure

__all__ = [
    "linter",
    "pytest_collection_finish",
    "pytest_collection_modifyitems",
    "pytest_configure",
    "pytest_runtest_makereport",
]

judge_calls_of_boto3()


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> bool | None:
    unjudged_calls.allow(session.config)
    return collect_or_fail_once(session, (*READ_FIRST, "app"))


@pytest.fixture
def linter(pytestconfig: pytest.Config) -> Linter:
    return Linter(pytestconfig)
