"""The batch jobs of a deployed environment, as test suites see them: they start one, wait, and read what it wrote."""

import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
import pytest

from batch.catalogue import Entry, read_catalogue
from batch.definition import Job, read_job
from batch.generations import read_outcome
from batch.outcome import Outcome
from batch.s3_store import S3Store
from pipeline.actions.environments_by_name import find
from security.patience import patiently
from security.session import lookup_session

PROJECT = Path(__file__).parents[2]
MACHINES = "JobStateMachines"
NEEDED = (MACHINES, "DatasetBucket")
ALREADY_RUNNING = "Batch.AlreadyRunning"
# Of an execution, and of waiting for another one that has the lock of the job.
LONGEST_SECONDS = 60 * 60
# What one assumed role may have after another (AWS STS, role chaining).
SESSION_SECONDS = 3600


@dataclass(frozen=True, kw_only=True)
class Execution:
    """One that ended. status: of Step Functions. output: when it succeeded. error, cause: when it did not."""

    job: str
    name: str
    status: str
    output: Mapping[str, Any]
    error: str
    cause: str

    @property
    def said(self) -> str:
        """For a failed assertion."""
        return f"{self.job}, execution {self.name}: {self.status} {self.error} {self.cause}".rstrip()


@dataclass(frozen=True, kw_only=True)
class DeployedJobs:
    """machines: ARN of the state machine of each job. pause: seconds between two looks at an execution."""

    session: boto3.Session
    machines: Mapping[str, str]
    bucket: str
    folder: Path = PROJECT
    pause: float = 10
    limit: float = LONGEST_SECONDS
    _clients: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def store(self) -> S3Store:
        """The bucket of data sets."""
        return S3Store(self._client("s3"), self.bucket)

    @property
    def catalogue(self) -> Mapping[str, Entry]:
        """What the data sets are."""
        return read_catalogue(self.folder / "jobs/datasets.yaml")

    def job(self, name: str) -> Job:
        """As this commit defines it, which is the one that was deployed."""
        return read_job(self.folder / f"jobs/{name}.yaml")

    def start(self, job: str, given: Mapping[str, object] | None = None) -> str:
        """ARN of the new execution."""
        started = self._client("stepfunctions").start_execution(
            stateMachineArn=self.machines[job], name=f"suite-{uuid4()}", input=json.dumps(given or {})
        )
        return str(started["executionArn"])

    def ended(self, arn: str) -> Execution:
        """The execution when it has ended. Fails the test when it takes too long."""
        until = time.monotonic() + self.limit
        while time.monotonic() < until:
            found = self._client("stepfunctions").describe_execution(executionArn=arn)
            if found["status"] != "RUNNING":
                _, job, name = arn.rsplit(":", 2)
                known = {machine: each for each, machine in self.machines.items()}
                return Execution(
                    job=known.get(found["stateMachineArn"], job),
                    name=name,
                    status=found["status"],
                    output=json.loads(found.get("output") or "{}"),
                    error=found.get("error", ""),
                    cause=found.get("cause", ""),
                )
            time.sleep(self.pause)
        pytest.fail(f"{arn} did not end within {self.limit:.0f} seconds", pytrace=False)

    def run(self, job: str, given: Mapping[str, object] | None = None) -> Execution:
        """Start a job and wait for its end. While another execution has its lock, such as that of another suite, wait
        for that too."""
        until = time.monotonic() + self.limit
        while True:
            found = self.ended(self.start(job, given))
            if found.error != ALREADY_RUNNING or time.monotonic() > until:
                return found
            time.sleep(self.pause)

    def outcome(self, execution: Execution, step: str) -> Outcome | None:
        """What a step left in the bucket; None: it did not run in this execution."""
        told = execution.output.get("steps", {}).get(step, {})
        # An execution that failed says nothing of its steps; a run is called as the execution that began it.
        run = told.get("run", execution.name)
        return read_outcome(self.store, f"runs/{execution.job}/{run}/{step}/{execution.name}.json")

    def content(self, key: str, version: str) -> bytes:
        """A version of an object."""
        got = self._client("s3").get_object(Bucket=self.bucket, Key=key, VersionId=version)
        return bytes(got["Body"].read())

    def _client(self, service: str) -> Any:
        if service not in self._clients:
            # mypy knows only literals.
            make: Any = self.session.client
            self._clients[service] = make(service)
        return self._clients[service]


def deployed_jobs(outputs: Mapping[str, str]) -> DeployedJobs:
    """Of the environment with these outputs. Fails the test when they lack what jobs need."""
    missing = [name for name in NEEDED if not outputs.get(name)]
    if missing:
        pytest.fail(f"the outputs lack {', '.join(missing)}: deploy again with `make deploy-sandbox`", pytrace=False)
    machines: dict[str, str] = {}
    # One output holds a limited number of them.
    for name in sorted(each for each in outputs if each.startswith(MACHINES)):
        machines |= json.loads(outputs[name])
    return DeployedJobs(session=_session(outputs, machines), machines=machines, bucket=outputs["DatasetBucket"])


def _session(outputs: Mapping[str, str], machines: Mapping[str, str]) -> boto3.Session:
    """In the pipeline in the role that the stack of the environment names; else with the developer's credentials."""
    region = next(iter(machines.values())).split(":")[3]
    if "CODEBUILD_BUILD_ID" not in os.environ or "TesterRole" not in outputs:
        return boto3.Session(region_name=region)
    reader = lookup_session(find(os.environ["ENVIRONMENT"])).client("sts", region_name=region)
    role = outputs["TesterRole"]
    given = patiently(
        lambda: reader.assume_role(RoleArn=role, RoleSessionName="job-suites", DurationSeconds=SESSION_SECONDS)
    )["Credentials"]
    return boto3.Session(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"], region_name=region)
