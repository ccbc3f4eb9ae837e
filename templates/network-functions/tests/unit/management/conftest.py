"""The API with a bucket in memory, and its log."""

import io
import json
import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import boto3
import pytest
from moto import mock_aws

from tests.unit.management.client import Api

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from policy_api.store import PolicyStore

Lines = Callable[[], list[dict[str, Any]]]

BUCKET = "policies"
KEY = "policy.yaml"
FLEET = "2026-03-10-4f2a9c1"

# What this API calls itself in its metrics and logs.
os.environ.update(POWERTOOLS_SERVICE_NAME="policy-api", POWERTOOLS_METRICS_NAMESPACE="network-function-test")


@pytest.fixture(scope="module")
def in_memory() -> "Iterator[S3Client]":
    """S3 in memory. Shared by a file: boto3 takes as long to make a client as ten tests take to run."""
    with mock_aws():
        yield boto3.client("s3")


@pytest.fixture
def s3(in_memory: "S3Client") -> "Iterator[S3Client]":
    """S3 in memory, with the bucket of the policy, empty."""
    in_memory.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    in_memory.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    yield in_memory
    kept = in_memory.list_object_versions(Bucket=BUCKET)
    for entry in [*kept.get("Versions", []), *kept.get("DeleteMarkers", [])]:
        in_memory.delete_object(Bucket=BUCKET, Key=entry["Key"], VersionId=entry["VersionId"])
    in_memory.delete_bucket(Bucket=BUCKET)


@pytest.fixture
def api(s3: "S3Client") -> Api:
    """The whole API behind its handler: for a fleet of filters behind a Gateway Load Balancer."""
    settings = {"POLICY_BUCKET": BUCKET, "POLICY_KEY": KEY, "DEPLOYED_VERSION": FLEET}
    with patch.dict(os.environ, settings, FUNCTION="filter", ENTRY="gateway-load-balancer"):
        from policy_api import api as module
    return Api(module)


@pytest.fixture
def store(s3: "S3Client") -> "PolicyStore":
    """Where the policy is kept."""
    from policy_api.store import PolicyStore

    return PolicyStore(s3, BUCKET, KEY)


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Lines:
    """Everything that the API logs from here on beside its audit log, as the objects of its lines."""
    from policy_api.observability import logger

    return _written(logger, monkeypatch)


@pytest.fixture
def audit_log(monkeypatch: pytest.MonkeyPatch) -> Lines:
    """Everything that the audit log holds from here on, as the objects of its lines."""
    from policy_api.observability import audit_logger

    return _written(audit_logger, monkeypatch)


def _written(logger: Any, monkeypatch: pytest.MonkeyPatch) -> Lines:
    written = io.StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", written)
    return lambda: [json.loads(line) for line in written.getvalue().splitlines()]
