"""What the function logs: one JSON object a line on stdout, beside the metrics."""

import json
import logging
import sys
from datetime import UTC, datetime

logger = logging.getLogger("packet_filter")


class JsonFormatter(logging.Formatter):
    """names: members of every line. What a call gives as `extra={"fields": {...}}` follows."""

    def __init__(self, names: dict[str, str]) -> None:
        super().__init__()
        self._names = names

    def format(self, record: logging.LogRecord) -> str:
        """One line, also for an exception."""
        line: dict[str, object] = {
            **self._names,
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def configure(*, level: str, environment: str, version: str) -> None:
    """Everything that this process logs, its libraries included, becomes JSON with these names."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter({"environment": environment, "version": version}))
    logging.basicConfig(handlers=[handler], level=level, force=True)
    # At DEBUG, botocore would log its signed requests.
    for name in ("botocore", "urllib3"):
        logging.getLogger(name).setLevel(max(logging.INFO, logging.getLogger().level))
