"""Unit tests touch neither the network nor an AWS account, whatever the machine they run on has configured."""

import functools
import gc
import os
from typing import Any

from botocore.loaders import JSONFileLoader

from tests.unit.no_network import no_network

__all__ = ["no_network"]

# At import, because modules of the service read their environment when a test file imports them.
os.environ.update(
    AWS_DEFAULT_REGION="eu-central-1",
    AWS_ACCESS_KEY_ID="testing",
    AWS_SECRET_ACCESS_KEY="testing",
    AWS_SESSION_TOKEN="testing",
    AWS_EC2_METADATA_DISABLED="true",
    POWERTOOLS_SERVICE_NAME="orders",
    POWERTOOLS_METRICS_NAMESPACE="orders-test",
    POWERTOOLS_TRACE_DISABLED="true",
    LOG_LEVEL="INFO",
)
os.environ.pop("AWS_PROFILE", None)

_read: Any = functools.cache(functools.partial(JSONFileLoader.load_file, JSONFileLoader()))


def _read_once(_self: JSONFileLoader, file_path: str) -> Any:
    return _read(file_path)


# Each session of boto3 would read the same descriptions of services again, which takes longer than most tests do.
JSONFileLoader.load_file = _read_once  # type: ignore[method-assign]


def pytest_collection_finish() -> None:
    # What is imported by now stays: the garbage collector need not go through it again and again.
    gc.freeze()
