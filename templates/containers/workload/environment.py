"""The sizes of an environment with containers, on top of what every environment with tasks has."""

from dataclasses import dataclass, field

from workload.database_sizes import DATA_MINUTES, Database
from workload.service_deployment import HOOK_MINUTES
from workload.task_sizes import Compute, Controller, Egress, Network
from workload.tasks_environment import CODEDEPLOY_MINUTES, TasksEnvironment

# Files of teams import these from here, and did before they moved.
__all__ = [
    "CODEDEPLOY_MINUTES",
    "HOOK_MINUTES",
    "Compute",
    "Controller",
    "Database",
    "Egress",
    "Environment",
    "Network",
]


@dataclass(frozen=True, kw_only=True)
class Environment(TasksEnvironment):
    """One environment with containers.

    database: the sizes of PostgreSQL. All others: see `TasksEnvironment`.
    """

    database: Database = field(default_factory=Database)

    @property
    def data_minutes(self) -> int:
        """The data stack and the migration."""
        return DATA_MINUTES
