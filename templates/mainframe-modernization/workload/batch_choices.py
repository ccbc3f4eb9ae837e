"""What `environments.py` can choose for the batch jobs: on what they run, when they start and when they must end."""

import re
from dataclasses import dataclass
from datetime import time

from settings.configuration import ConfigurationError
from settings.window import DAYS
from workload.batch_calendar import DAYS as CALENDAR
from workload.batch_calendar import Openings, first_outside, require_zone
from workload.cron import Cron
from workload.schedule import Schedule
from workload.task_sizes import Compute, require_task_size

# Source: Amazon ECS, ephemeral storage of Fargate tasks.
LEAST_STORAGE_GIB, MOST_STORAGE_GIB = 21, 200
DAY_MINUTES = 24 * 60
PART = f"({'|'.join(DAYS)})(-({'|'.join(DAYS)}))?"


@dataclass(frozen=True, kw_only=True)
class BatchWindow:
    """The part of the day that belongs to the jobs. No release may run in it, and all jobs have to end in it.

    start: HH:MM in `time_zone`. minutes: how long it is open. days: of the week on which it opens, as "MON-FRI".
    """

    start: str = "22:00"
    minutes: int = 360
    time_zone: str = "UTC"
    days: str = "MON-FRI"

    def __post_init__(self) -> None:
        if not re.fullmatch("([01][0-9]|2[0-3]):[0-5][0-9]", self.start):
            raise ConfigurationError(f'start="{self.start}": a time of 24 hours, for example start="22:00"')
        if not 1 <= self.minutes <= DAY_MINUTES:
            raise ConfigurationError(f"minutes={self.minutes}: 1 to {DAY_MINUTES} minutes, for example minutes=360")
        require_zone(self.time_zone)
        if not all(re.fullmatch(PART, each) for each in self.days.split(",")):
            raise ConfigurationError(f'days="{self.days}": days and ranges of {", ".join(DAYS)}, as days="MON-FRI"')

    def __str__(self) -> str:
        """As a sentence calls it."""
        return f'the batch window (start="{self.start}", minutes={self.minutes}, {self.time_zone}, {self.days})'

    @property
    def openings(self) -> Openings:
        """When it opens."""
        opens = Cron.of(minute="0", hour="0", day="?", month="*", weekday=self.days)
        return Openings(
            start=time.fromisoformat(self.start),
            minutes=self.minutes,
            time_zone=self.time_zone,
            weekdays=frozenset(day.weekday() for day in CALENDAR[:7] if opens.on(day)),
        )


@dataclass(frozen=True, kw_only=True)
class Batch:
    """The jobs of an environment.

    schedules: which start by themselves. cpu, memory_mb, storage_gib: of the task of one step, on Fargate; the storage
    holds all data sets of the step at once. window: None when jobs may run at any time.
    """

    schedules: tuple[Schedule, ...] = ()
    cpu: int = 1024
    memory_mb: int = 2048
    storage_gib: int = LEAST_STORAGE_GIB
    window: BatchWindow | None = None

    def __post_init__(self) -> None:
        require_task_size(Compute.FARGATE, self.cpu, self.memory_mb)
        if not LEAST_STORAGE_GIB <= self.storage_gib <= MOST_STORAGE_GIB:
            raise ConfigurationError(
                f"storage_gib={self.storage_gib}: Fargate offers {LEAST_STORAGE_GIB} to {MOST_STORAGE_GIB} GiB, "
                f"for example storage_gib={LEAST_STORAGE_GIB}"
            )
        for each in self.schedules:
            if self.window:
                _require_inside(each, self.window)


def _require_inside(schedule: Schedule, window: BatchWindow) -> None:
    moment = first_outside(schedule.fires, schedule.time_zone, window.openings)
    if moment is not None:
        hour, minute = window.start.split(":")
        raise ConfigurationError(
            f'cron="{schedule.cron}": {schedule.job} would start on {moment:%A %Y-%m-%d at %H:%M}, outside of '
            f'{window}, for example cron="{int(minute)} {int(hour)} ? * {window.days} *"'
        )
