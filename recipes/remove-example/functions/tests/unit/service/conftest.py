"""The service behind its handler, and its log."""

import io
import json
import os
from collections.abc import Callable
from typing import Any

import pytest

from tests.unit.service.box import Service

Lines = Callable[[], list[dict[str, Any]]]

os.environ.update(AWS_LAMBDA_FUNCTION_VERSION="42")
# What this service calls itself in its metrics and logs.
os.environ.update(POWERTOOLS_SERVICE_NAME="backend", POWERTOOLS_METRICS_NAMESPACE="backend-test")


@pytest.fixture
def service() -> Service:
    """The whole service behind its handler."""
    from backend.handlers import api

    return Service(api)


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Lines:
    """Everything that the service logs from here on, as the objects of its lines."""
    from backend.observability import logger

    written = io.StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", written)
    return lambda: [json.loads(line) for line in written.getvalue().splitlines()]
