"""What the router logs: one JSON object a line on stdout, without paths, headers, bodies or values of answers."""

import logging
import sys
import time
from collections import Counter
from typing import Any

import structlog

logger: structlog.stdlib.BoundLogger = structlog.get_logger("router")

_PROCESSORS: list[structlog.typing.Processor] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]


def configure(*, level: str, environment: str, version: str) -> None:
    """Everything that this process logs, its libraries included, becomes JSON with these names."""
    names = {"service": "router", "environment": environment, "version": version}

    def finish(_logger: Any, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        return names | dict(event) | {"level": str(event["level"]).upper()}

    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_PROCESSORS,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                finish,
                structlog.processors.EventRenamer("message"),
                structlog.processors.JSONRenderer(default=str),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    # At DEBUG, botocore would log its signed requests.
    for name in ("botocore", "urllib3"):
        logging.getLogger(name).setLevel(max(logging.INFO, logging.getLogger().level))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_PROCESSORS,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


class PerMinute:
    """Lets through the first lines of each minute, by key: a side that fails must not fill the log."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._minute = 0
        self._said: Counter[str] = Counter()

    def allows(self, key: str) -> bool:
        """Whether one more line with this key may be written now."""
        minute = int(time.monotonic() // 60)
        if minute != self._minute:
            self._minute = minute
            self._said.clear()
        self._said[key] += 1
        return self._said[key] <= self._most
