"""When a job starts by itself, and what it takes from that moment."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from settings.configuration import ConfigurationError
from settings.window import FIELDS, MINUTE
from workload.batch_calendar import require_zone
from workload.cron import Cron

# What a symbol may take from the moment of its schedule: numbers only, the same in each language.
DIRECTIVES = "YymdjHMS"
WITHOUT_OTHERS = re.compile(rf"([^%\n]|%[{DIRECTIVES}%])*")
EXAMPLE = 'cron="30 22 ? * MON-FRI *"'


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """When a job starts by itself.

    job: its file in jobs/ without .yaml, for example "DAILY".
    cron: six fields of EventBridge Scheduler (minutes hours day-of-month month day-of-week year), without "cron()".
    symbols: of the job, each with the strftime of the moment that was scheduled, for example {"RUNDATE": "%Y%m%d"}.
    """

    job: str
    cron: str
    time_zone: str = "UTC"
    symbols: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if not re.fullmatch("[A-Z@#$][A-Z0-9@#$]{0,7}", self.job):
            raise ConfigurationError(f'job="{self.job}": the name of a job, 1 to 8 characters, for example job="DAILY"')
        _require_cron(self.cron)
        require_zone(self.time_zone)
        for name, value in self.symbols.items():
            if not re.fullmatch(r"[A-Z@#$][A-Z0-9@#$]{0,7}", name) or not WITHOUT_OTHERS.fullmatch(value):
                raise ConfigurationError(
                    f'symbols={{"{name}": "{value}"}}: a symbol of JCL, 1 to 8 characters, and a text in which '
                    f"{', '.join(f'%{each}' for each in DIRECTIVES)} stand for the scheduled moment, "
                    'for example symbols={"RUNDATE": "%Y%m%d"}'
                )

    @property
    def fires(self) -> Cron:
        """Its days and minutes."""
        minute, hour, day, month, weekday, year = self.cron.split()
        return Cron.of(minute=minute, hour=hour, day=day, month=month, weekday=weekday, year=year)


def _require_cron(cron: str) -> None:
    fields = cron.split()
    if len(fields) != 6:
        raise ConfigurationError(f'cron="{cron}": six fields, minutes first and the year last, for example {EXAMPLE}')
    for rule, text in zip((MINUTE, *FIELDS), fields, strict=True):
        if not rule.takes(text):
            named = f" or {rule.names[0]} to {rule.names[-1]}" if rule.names else ""
            raise ConfigurationError(
                f'cron="{cron}": "{text}" is no {rule.name}: {rule.least} to {rule.most}{named}, for example {EXAMPLE}'
            )
    if (fields[2] == "?") == (fields[4] == "?"):
        raise ConfigurationError(
            f'cron="{cron}": one of the fields for the day of the month (the third) and of the week (the fifth) is ?, '
            f"the other says when, for example {EXAMPLE}"
        )
