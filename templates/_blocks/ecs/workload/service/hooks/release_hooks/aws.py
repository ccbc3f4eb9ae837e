"""Clients of AWS that do not wait long."""

import functools
from typing import Any

import boto3
from botocore.config import Config

TWICE = Config(connect_timeout=1, read_timeout=3, retries={"total_max_attempts": 2})
# What one call may take, its second try included.
CALL_SECONDS = 10


@functools.cache
def client(service: str) -> Any:
    """The client of one service, made once for all calls of a function."""
    return boto3.client(service, config=TWICE)
