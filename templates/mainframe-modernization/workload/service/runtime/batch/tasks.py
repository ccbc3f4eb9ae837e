"""How the tasks of a job are started, and how long they may take."""

from collections.abc import Sequence
from dataclasses import dataclass

from batch.model import Job, Step

# Before another try; doubled each time.
WAIT_SECONDS = 30


@dataclass(frozen=True, kw_only=True)
class Tasks:
    """How tasks are started; ARNs, ids and names may be tokens of the CDK.

    heartbeat_seconds: of silence after which a task is lost, the start of a Fargate task included. minutes: that a step
    may take when its definition does not say. tries: further ones after a failure of the infrastructure.
    """

    cluster: str
    task_definition: str
    container: str
    subnets: Sequence[str]
    security_groups: Sequence[str]
    lock_table: str
    partition: str = "aws"
    heartbeat_seconds: int = 600
    minutes: int = 120
    tries: int = 2

    def seconds(self, step: Step) -> int:
        """That one try of a step may take."""
        return 60 * (step.minutes or self.minutes)


def lock_seconds(job: Job, tasks: Tasks) -> int:
    """More than any execution takes, so that its lock never expires under it."""
    # With a backoff of 2 all waits together are below this.
    waits = WAIT_SECONDS << tasks.tries
    return 600 + sum((tasks.tries + 1) * tasks.seconds(step) + waits for step in job.steps)
