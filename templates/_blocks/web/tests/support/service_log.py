"""What a service logs while a test looks."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from web import observability
from web.settings import NamedSettings

Lines = Callable[[], list[dict[str, Any]]]

METRICS_NAMESPACE = "service-test"
# What tests use and no service does.
_OF_THE_TESTS = ("asyncio", "httpx", "httpx2")


@contextmanager
def captured(**names: str) -> Iterator[Lines]:
    """Everything that is logged from here on, as the objects of its lines.

    names: environment variables of the service, for example SERVICE_NAME="parcels".
    """
    variables = {"SERVICE_NAME": "service", "ENVIRONMENT_NAME": "test", **names}
    for noisy in _OF_THE_TESTS:
        logging.getLogger(noisy).setLevel(logging.WARNING)
    root = logging.getLogger()
    before = root.handlers[:], root.level
    observability.configure(NamedSettings.load(variables), metrics_namespace=METRICS_NAMESPACE)
    written = io.StringIO()
    handler: Any = root.handlers[0]
    handler.setStream(written)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.handlers, root.level = before
    logging.captureWarnings(False)
