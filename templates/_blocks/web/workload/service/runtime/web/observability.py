"""Logs and metrics of the service: JSON on stdout, one object a line, metrics in CloudWatch's embedded format."""

import logging
import sys
import time
from typing import Any, Protocol

import structlog

logger: structlog.stdlib.BoundLogger = structlog.get_logger("service")

_PROCESSORS: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]


class Named(Protocol):
    """Under which names logs are written, and from which level on."""

    @property
    def service_name(self) -> str: ...
    @property
    def environment_name(self) -> str: ...
    @property
    def log_level(self) -> str: ...


def configure(settings: Named, *, metrics_namespace: str) -> None:
    """Everything that this process logs, its libraries included, becomes JSON with the names of these settings."""
    names = {"service": settings.service_name, "environment": settings.environment_name}

    def finish(_logger: Any, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        event.pop("color_message", None)  # uvicorn's, for terminals
        return names | dict(event) | {"level": str(event["level"]).upper()}

    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_PROCESSORS,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            finish,
            _metrics(metrics_namespace),
            structlog.processors.EventRenamer("message"),
            structlog.processors.JSONRenderer(default=str),
        ],
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=settings.log_level, force=True)
    # Each request is logged once, by `web.access`; at DEBUG, botocore would log its signed requests.
    for name, level in {"uvicorn.access": logging.WARNING, "botocore": logging.INFO, "urllib3": logging.INFO}.items():
        logging.getLogger(name).setLevel(max(level, logging.getLogger().level))
    logging.captureWarnings(True)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_PROCESSORS,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def _metrics(namespace: str) -> structlog.typing.Processor:
    """Metrics in a line of the log: CloudWatch finds them there, nobody calls an API.

    `counts="Name"`, or several names, adds one to each; `measures={"Name": (value, unit)}` adds a value, with a unit
    of CloudWatch's MetricDatum.
    """

    def add_metric(_logger: Any, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        counted = event.pop("counts", None) or ()
        names = (counted,) if isinstance(counted, str) else counted
        measured = dict.fromkeys(names, (1, "Count")) | (event.pop("measures", None) or {})
        if not measured:
            return event
        declared = {
            "Namespace": namespace,
            "Dimensions": [["service"]],
            "Metrics": [{"Name": name, "Unit": unit} for name, (_, unit) in measured.items()],
        }
        about = {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [declared]}
        return dict(event) | {"_aws": about} | {name: value for name, (value, _) in measured.items()}

    return add_metric
