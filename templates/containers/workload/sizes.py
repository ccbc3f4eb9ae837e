"""What `environments.py` can choose for containers, where files of teams import it from: two modules have it."""

from workload.database_sizes import MOST_STORAGE_GIB, Database, many_connections
from workload.task_sizes import (
    CERTIFICATE,
    FARGATE_MEMORY,
    INSTANCE,
    INSTANCE_CPU,
    INSTANCE_MEMORY,
    INSTANCE_TASKS,
    NOT_OFFERED,
    USUAL_ENDPOINTS,
    Compute,
    Controller,
    Egress,
    Network,
    require_task_size,
)

__all__ = [
    "CERTIFICATE",
    "FARGATE_MEMORY",
    "INSTANCE",
    "INSTANCE_CPU",
    "INSTANCE_MEMORY",
    "INSTANCE_TASKS",
    "MOST_STORAGE_GIB",
    "NOT_OFFERED",
    "USUAL_ENDPOINTS",
    "Compute",
    "Controller",
    "Database",
    "Egress",
    "Network",
    "many_connections",
    "require_task_size",
]
