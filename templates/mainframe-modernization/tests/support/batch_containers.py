"""The container of a step, in the process of the test: real settings, real task, programs that are shell scripts."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from batch.definition import Job, write_job
from batch.settings import Settings
from batch.task import run_task
from tests.support.batch_jobs import Bench
from tests.support.batch_machine import BUCKET
from tests.support.judged_calls import AwsFake


@dataclass
class Container:
    """Called as ECS starts a container: its command and its variables. exits: the exit code of each task.

    settings: variables that differ from those that the task definition would have.
    """

    bench: Bench
    exits: list[int] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def jobs(self) -> Path:
        return self.bench.folder / "jobs"

    def define(self, job: Job) -> Job:
        """Put the job's definition into the container's image."""
        self.jobs.mkdir(exist_ok=True)
        (self.jobs / f"{job.name}.yaml").write_text(write_job(job))
        (self.jobs / "datasets.yaml").write_text("datasets: []\n")
        return job

    def load(self, variables: Mapping[str, str]) -> Settings:
        """The settings of a task."""
        image = {
            "DATASET_BUCKET": BUCKET,
            "ENVIRONMENT_NAME": "test",
            "METRICS_NAMESPACE": "bank-test",
            "JOBS_FOLDER": str(self.jobs),
            "PROGRAMS_FOLDER": str(self.bench.folder / "programs"),
            "COPYBOOKS_FOLDER": str(self.bench.folder / "cpy"),
            "SCRATCH_FOLDER": str(self.bench.folder / "scratch"),
        }
        return Settings.load({**image, **variables, **self.settings})

    def __call__(self, command: list[str], variables: dict[str, str]) -> None:
        assert command[:4] == ["python", "-m", "batch", "step"], command
        self.exits.append(run_task(command[4], command[5], self.load(variables)))


@dataclass
class StepFunctions(AwsFake, services=("stepfunctions",)):
    """gone: it does not wait for the task any more."""

    gone: bool = False
    reported: list[dict[str, Any]] = field(default_factory=list)

    def send_task_heartbeat(self, *, taskToken: str) -> None:
        self._answer("SendTaskHeartbeat")

    def send_task_success(self, *, taskToken: str, output: str) -> None:
        self._answer("SendTaskSuccess")
        self.reported.append({"token": taskToken, **json.loads(output)})

    def send_task_failure(self, *, taskToken: str, error: str, cause: str) -> None:
        self._answer("SendTaskFailure")
        self.reported.append({"token": taskToken, "error": error, "cause": cause})

    def _answer(self, call: str) -> None:
        if self.gone:
            raise ClientError({"Error": {"Code": "TaskTimedOut", "Message": ""}}, call)
