"""What `environments.py` can choose for a modernised mainframe application: store, routing, jobs and data sets."""

import json
import re
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from settings.configuration import ConfigurationError
from workload.batch_choices import Batch, BatchWindow
from workload.schedule import Schedule
from workload.task_sizes import Compute, require_task_size
from workload.tasks_environment import DOMAIN

# The code of the router is a root of its own, as it is in its container.
sys.path.append(str(Path(__file__).parent / "service" / "runtime"))
from router.operations import OPERATIONS
from router.routes import RoutesError, read_routes

__all__ = ["Batch", "BatchWindow", "Datasets", "Router", "Schedule", "Store", "Weight"]

MOST_ROUTERS = 50
# Source: Amazon S3 user guide, Object Lock: at most a hundred years.
MOST_LOCK_DAYS = 36_500
# The version that counts may lie below one that a failed step left, until the job has run again.
LEAST_KEPT_DAYS, MOST_KEPT_DAYS = 30, 3_650


class Store(StrEnum):
    """Where accounts are kept. Once an environment is deployed, it stays."""

    POSTGRESQL = "postgresql"
    DYNAMODB = "dynamodb"


@dataclass(frozen=True, kw_only=True)
class Weight:
    """Of one operation. weight: percent of the accounts that the new service answers.

    shadow: requests of all others are sent to the new service too, and both answers are compared.
    """

    weight: int = 0
    shadow: bool = False


@dataclass(frozen=True, kw_only=True)
class Router:
    """What decides which side answers a request.

    legacy_url: of the old system, https and a host; empty: there is none, and the new service answers everything.
    weights: with which operations start, by their names; what is not said has 0, or 100 without legacy_url. They change
        without a deployment: `make weights`.
    tasks: how many run. cpu, memory_mb: of one task on Fargate, in CPU units and MiB.
    """

    legacy_url: str = ""
    weights: Mapping[str, Weight] = field(default_factory=dict, hash=False)
    tasks: int = 1
    cpu: int = 512
    memory_mb: int = 1024

    def __post_init__(self) -> None:
        if self.legacy_url and not _is_origin(self.legacy_url):
            raise ConfigurationError(
                f'legacy_url="{self.legacy_url}": https and a host name in lower case, perhaps a port, and no path, '
                'for example legacy_url="https://mainframe.example.com"'
            )
        require_task_size(Compute.FARGATE, self.cpu, self.memory_mb)
        if not 1 <= self.tasks <= MOST_ROUTERS:
            raise ConfigurationError(f"tasks={self.tasks}: 1 to {MOST_ROUTERS} routers, for example tasks=2")
        try:
            read_routes(self.document, OPERATIONS, {}, legacy=bool(self.legacy_url))
        except RoutesError as error:
            raise ConfigurationError(f"weights={dict(self.weights)}: {error}") from None

    @property
    def document(self) -> str:
        """The weights as the router reads them: the variable INITIAL_WEIGHTS."""
        return json.dumps({name: asdict(each) for name, each in self.weights.items()}, sort_keys=True)


@dataclass(frozen=True, kw_only=True)
class Datasets:
    """The bucket of the data sets.

    object_lock_days: more than 0 makes it a bucket with Object Lock, in which `python -m batch put` locks golden data
        sets for so many days. It can be turned on later, and never off again.
    keep_versions_days: how long a data set can be restored that was replaced or deleted, in days.
    """

    object_lock_days: int = 0
    keep_versions_days: int = 90

    def __post_init__(self) -> None:
        if not 0 <= self.object_lock_days <= MOST_LOCK_DAYS:
            raise ConfigurationError(
                f"object_lock_days={self.object_lock_days}: 0 to {MOST_LOCK_DAYS} days, "
                "for example object_lock_days=365"
            )
        if not LEAST_KEPT_DAYS <= self.keep_versions_days <= MOST_KEPT_DAYS:
            raise ConfigurationError(
                f"keep_versions_days={self.keep_versions_days}: {LEAST_KEPT_DAYS} to {MOST_KEPT_DAYS} days, since a "
                "job that failed needs the version before, for example keep_versions_days=90"
            )


def _is_origin(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    return url == f"https://{host}{'' if port is None else f':{port}'}" and re.fullmatch(DOMAIN, host) is not None
