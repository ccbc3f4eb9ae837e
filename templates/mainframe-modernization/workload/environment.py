"""The sizes of an environment with a modernised mainframe application, on top of what every one with tasks has."""

from dataclasses import dataclass, field

from settings.configuration import ConfigurationError
from workload.batch_calendar import first_start_before, zone_of
from workload.choices import Batch, BatchWindow, Datasets, Router, Schedule, Store, Weight
from workload.cron import Cron
from workload.database_sizes import DATA_MINUTES, Database
from workload.task_sizes import Compute, Controller, Egress, Network
from workload.tasks_environment import TasksEnvironment

__all__ = [
    "Batch",
    "BatchWindow",
    "Compute",
    "Controller",
    "Database",
    "Datasets",
    "Egress",
    "Environment",
    "Network",
    "Router",
    "Schedule",
    "Store",
    "Weight",
]

# Two suites start the same job, and the second waits until the first has ended.
SUITE_MINUTES = 90


@dataclass(frozen=True, kw_only=True)
class Environment(TasksEnvironment):
    """One environment with a modernised mainframe application.

    store: where accounts are kept. Once an environment is deployed, it stays. database: the sizes of PostgreSQL,
        which DynamoDB has not.
    router: which side answers a request. batch: the jobs. datasets: how the bucket keeps them.
    All others, of the service for accounts: see `TasksEnvironment`.
    """

    store: Store = Store.POSTGRESQL
    database: Database = field(default_factory=Database)
    router: Router = field(default_factory=Router)
    batch: Batch = field(default_factory=Batch)
    datasets: Datasets = field(default_factory=Datasets)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.datasets.object_lock_days and not self.protect_data:
            raise ConfigurationError(
                f"object_lock_days={self.datasets.object_lock_days}: {self.name} could not be deleted while a data set "
                "is locked, so write protect_data=True, or object_lock_days=0"
            )
        self._require_releases_beside_batch()

    @property
    def data_minutes(self) -> int:
        """The data stack, and with PostgreSQL the migration."""
        return DATA_MINUTES if self.store is Store.POSTGRESQL else super().data_minutes

    @property
    def traffic_path(self) -> str:
        """Through the router to the new service, whatever the weights."""
        return "/new/health"

    @property
    def smoke_paths(self) -> tuple[str, ...]:
        """The router itself, then the service behind it."""
        return ("/health", "/new/health")

    @property
    def suite_minutes(self) -> int:
        """After how long a suite is ended, in minutes: jobs run in it."""
        return SUITE_MINUTES

    @property
    def suites_sign_in(self) -> bool:
        """Suites start jobs, in a role of the environment."""
        return True

    def _require_releases_beside_batch(self) -> None:
        window, batch = self.window, self.batch.window
        if window is None or batch is None:
            return
        _, minute, hour, day, month, weekday, year = [*window.cron.split(), "*"][:7]
        starts = Cron.of(minute=minute, hour=hour, day=day, month=month, weekday=weekday, year=year)
        try:
            zone_of(window.time_zone)
        except ConfigurationError as error:
            raise ConfigurationError(f"window of {self.name}: beside a batch window, {error}") from None
        # Without the replacement of instances, which few releases bring and which would leave hardly a window.
        longest = self.tasks_minutes + self.bake_minutes
        moment = first_start_before(batch.openings, starts, window.time_zone, longest)
        if moment is not None:
            raise ConfigurationError(
                f"window of {self.name}: a release that starts on {moment:%A %Y-%m-%d at %H:%M} takes up to {longest} "
                f'minutes and meets {batch}; for example window=DeploymentWindow(cron="* * 9-16 ? * MON-FRI")'
            )
