"""What `environments.py` can choose for PostgreSQL, and what RDS makes of it."""

import re
from dataclasses import dataclass

from settings.configuration import ConfigurationError

MOST_STORAGE_GIB = 65536
# A new database takes up to half an hour, a migration is stopped after forty minutes (`workload/migration_task.py`).
DATA_MINUTES = 75
# Memory of the classes t and m; the others have multiples of 16 GiB, and r has twice as much.
SMALL_INSTANCES_GIB = {"micro": 1, "small": 2, "medium": 4, "large": 8}
# The default of RDS for PostgreSQL: LEAST(DBInstanceClassMemory / 9531392, 5000).
BYTES_PER_CONNECTION, MOST_CONNECTIONS = 9531392, 5000


@dataclass(frozen=True, kw_only=True)
class Database:
    """PostgreSQL. instance: class without `db.`. storage_gib: at first, grows by itself to ten times as much.

    standby: a copy in another zone takes over when the first fails. backup_days: how long each second can be restored.
    """

    instance: str = "t4g.micro"
    storage_gib: int = 20
    standby: bool = False
    backup_days: int = 7

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z]+\d[a-z0-9-]*\.[a-z0-9]+", self.instance):
            raise ConfigurationError(
                f'instance="{self.instance}": an instance class without "db.", for example instance="t4g.micro"'
            )
        if not 20 <= self.storage_gib <= MOST_STORAGE_GIB:
            raise ConfigurationError(
                f"storage_gib={self.storage_gib}: RDS allows 20 to {MOST_STORAGE_GIB} GiB, for example storage_gib=20"
            )
        if not 1 <= self.backup_days <= 35:
            raise ConfigurationError(
                f"backup_days={self.backup_days}: RDS keeps 1 to 35 days, for example backup_days=7"
            )


def many_connections(instance: str) -> int:
    """How many connections are so many that a person should know: seven tenths of what PostgreSQL on `instance` takes.

    Source: Amazon RDS, quotas, "Maximum number of database connections".
    """
    family, _, size = instance.partition(".")
    times = re.fullmatch(r"(\d*)xlarge", size)
    gib = 16 * int(times[1] or 1) if times else SMALL_INSTANCES_GIB.get(size, 1)
    most = (2 if family.startswith("r") else 1) * gib * 2**30 // BYTES_PER_CONNECTION
    return min(most, MOST_CONNECTIONS) * 7 // 10
