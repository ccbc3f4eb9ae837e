"""Unit tests touch neither the network nor an AWS account, whatever the machine they run on has configured."""

import os

import pytest

from tests.support import unjudged_calls
from tests.support.judged_calls import judge_calls_of_boto3
from tests.support.no_network import no_network
from tests.support.one_failure import READ_FIRST, collect_or_fail_once, pytest_runtest_makereport
from tests.support.quicker import pytest_collection_finish, read_descriptions_of_aws_once

__all__ = ["no_network", "pytest_collection_finish", "pytest_runtest_makereport"]

# At import, because clients of AWS and modules of a service read their environment when a test file imports them.
os.environ.update(
    AWS_DEFAULT_REGION="eu-central-1",
    AWS_ACCESS_KEY_ID="testing",
    AWS_SECRET_ACCESS_KEY="testing",
    AWS_SESSION_TOKEN="testing",
    AWS_EC2_METADATA_DISABLED="true",
    # What Powertools reads, where a service uses it. A service has its own names in tests/unit/service/conftest.py.
    POWERTOOLS_SERVICE_NAME="orders",
    POWERTOOLS_METRICS_NAMESPACE="orders-test",
    POWERTOOLS_TRACE_DISABLED="true",
    LOG_LEVEL="INFO",
)
os.environ.pop("AWS_PROFILE", None)
read_descriptions_of_aws_once()
judge_calls_of_boto3()


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> bool | None:
    unjudged_calls.allow(session.config)
    return collect_or_fail_once(session, READ_FIRST)
