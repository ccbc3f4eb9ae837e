"""When a release may start. What CodePipeline would refuse in the middle of its own update is refused here before.

Source: AWS CodePipeline user guide, rule reference, DeploymentWindow.
"""

import re
import zoneinfo
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from settings.configuration import ConfigurationError

EXAMPLE = 'cron="* * 9-16 ? * MON-FRI"'
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")


@dataclass(frozen=True)
class _Field:
    """One field of a cron expression: its numbers, the names that stand for them, what else it may be as a whole."""

    name: str
    least: int
    most: int
    names: tuple[str, ...] = ()
    whole: str = field(default=r"(?!)", repr=False)

    def takes(self, text: str) -> bool:
        """Whether `text` is `*`, a list of values, ranges and steps, or one of the special forms."""
        return bool(re.fullmatch(self.whole, text)) or all(map(self._takes_part, text.split(",")))

    def _takes_part(self, text: str) -> bool:
        values, slash, step = text.partition("/")
        if slash and not (re.fullmatch("[0-9]{1,4}", step) and 1 <= int(step) <= self.most):
            return False
        first, dash, last = values.partition("-")
        return values == "*" or (self._is_value(first) and (not dash or self._is_value(last)))

    def _is_value(self, text: str) -> bool:
        return text in self.names or bool(re.fullmatch("[0-9]{1,4}", text) and self.least <= int(text) <= self.most)


FIELDS = (
    _Field("hour", 0, 23),
    _Field("day of the month", 1, 31, whole=r"\?|L|LW|L-([1-9]|[12][0-9]|30)|([1-9]|[12][0-9]|3[01])W"),
    _Field("month", 1, 12, MONTHS),
    _Field("day of the week", 1, 7, DAYS, whole=rf"\?|L|([1-7]|{'|'.join(DAYS)})(L|#[1-5])"),
    _Field("year", 1970, 2199),
)
MINUTE = _Field("minute", 0, 59)


@dataclass(frozen=True, kw_only=True)
class DeploymentWindow:
    """When a stage may be entered; outside of it the execution waits.

    cron: six or seven fields as CodePipeline's DeploymentWindow rule reads them, for example `* * 9-16 ? * MON-FRI`
    (seconds minutes hours day-of-month month day-of-week).
    time_zone: a name such as `Europe/Berlin`, or `UTC` with an offset.
    """

    cron: str
    time_zone: str = "UTC"

    def __post_init__(self) -> None:
        require_cron(self.cron)
        require_time_zone(self.time_zone)


def require_cron(cron: str) -> None:
    """Raises ConfigurationError: CodePipeline does not read `cron`, or reads no window in it."""
    fields = cron.split()
    if len(fields) not in {6, 7}:
        raise ConfigurationError(f'cron="{cron}": six or seven fields (seconds first), for example {EXAMPLE}')
    if fields[0] != "*":
        raise ConfigurationError(f'cron="{cron}": the first field, for seconds, is always *, for example {EXAMPLE}')
    for rule, text in zip((MINUTE, *FIELDS), fields[1:], strict=False):
        if not rule.takes(text):
            named = f" or {rule.names[0]} to {rule.names[-1]}" if rule.names else ""
            raise ConfigurationError(
                f'cron="{cron}": "{text}" is no {rule.name}, which is {rule.least} to {rule.most}{named}, '
                f"for example {EXAMPLE}"
            )
    if [fields[3], fields[5]].count("?") != 1:
        raise ConfigurationError(
            f'cron="{cron}": one of the fields for the day of the month (the fourth) and of the week (the sixth) is ?, '
            f"the other says when, for example {EXAMPLE}"
        )


def require_time_zone(time_zone: str) -> None:
    """Raises ConfigurationError: there is no such time zone."""
    known = zoneinfo.available_timezones()
    if re.fullmatch(r"UTC([+-]([01][0-9]|2[0-3]):[0-5][0-9])?", time_zone) or time_zone in known:
        return
    # Windows and small images have no list of time zones: there CodePipeline is the first who knows.
    if not known and re.fullmatch(r"[A-Z][A-Za-z_-]+(/[A-Z][A-Za-z_-]+)+", time_zone):
        return
    if re.fullmatch("[A-Z]{3,5}", time_zone) and time_zone in _abbreviations(known):
        return
    raise ConfigurationError(
        f'time_zone="{time_zone}": a name of the time zone database, for example time_zone="Europe/Berlin"'
    )


def zone_info(time_zone: str) -> tzinfo:
    """The clocks of a window's time zone, to find the day in it.

    Raises ConfigurationError: an abbreviation such as CEST, which names no place, or this machine has no list of them.
    """
    if offset := re.fullmatch(r"UTC([+-])([0-9]{2}):([0-9]{2})", time_zone):
        ahead = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
        return timezone(-ahead if offset[1] == "-" else ahead)
    if time_zone == "UTC":
        return UTC
    try:
        return zoneinfo.ZoneInfo(time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        raise ConfigurationError(
            f'time_zone="{time_zone}": a day begins and ends at midnight of a place, which this does not name; a name '
            'of the time zone database does, for example time_zone="Europe/Berlin"'
        ) from None


def _abbreviations(known: set[str]) -> set[str | None]:
    """CET, CEST and the like, which CodePipeline takes too."""
    seasons = [datetime(2026, month, 1, tzinfo=UTC) for month in (1, 7)]
    return {day.astimezone(zoneinfo.ZoneInfo(name)).tzname() for name in known for day in seasons}
