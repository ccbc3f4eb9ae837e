"""Migrates the database of an environment before its service is deployed: `migrate(session, outputs)`.

Outputs of the data stack say what to run, and with which role: `workload/data/migrations.py`.
"""

import os
import time
from collections.abc import Callable, Mapping
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from settings.failure import ActionFailed
from workload.migration_task import MigrationTask

OUTPUTS = (
    "MigrationCluster",
    "MigrationTask",
    "MigrationSubnets",
    "MigrationSecurityGroup",
    "MigrationRole",
    "MigrationLogGroup",
)
# Until a role that was made a moment ago works everywhere.
SECONDS_FOR_A_NEW_ROLE = 90.0
SECONDS_BETWEEN_TRIES = 5.0
DENIED = {"AccessDenied", "AccessDeniedException"}
# A task that runs must not lose its watcher because one request failed.
PATIENT = Config(retries={"mode": "standard", "total_max_attempts": 8})


def migrate(
    session: boto3.Session,
    outputs: Mapping[str, str],
    *,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Migrate the database of the environment whose data stack has these outputs.

    session: of the deploy role of that environment. clock, sleep: in seconds, given by tests.
    Raises ActionFailed: the migration failed, or did not end.
    """
    missing = [name for name in OUTPUTS if not outputs.get(name)]
    if missing:
        raise ActionFailed(f"The data stack has no output {', '.join(missing)}: deploy the data stack of this release.")
    wait = _Wait(clock, sleep)
    runner = _runner(outputs["MigrationRole"], session, wait)
    ecs, logs = (runner.client(service, config=PATIENT) for service in ("ecs", "logs"))
    task = MigrationTask(outputs, ecs, logs, clock=clock, sleep=sleep)
    wait.until_allowed(task.start)
    task.wait()


def _runner(role: str, session: boto3.Session, wait: "_Wait") -> boto3.Session:
    sts = session.client("sts")
    try:
        answer = wait.until_allowed(lambda: sts.assume_role(RoleArn=role, RoleSessionName="migration"))
    except ClientError as error:
        if error.response["Error"]["Code"] not in DENIED:
            raise
        if not _in_pipeline():
            # Who deploys a sandbox works with the own credentials; so does security/session.py.
            return session
        raise ActionFailed(f"Role {role} does not let the deploy role in: deploy the data stack again.") from error
    keys = answer["Credentials"]
    return boto3.Session(
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
        region_name=session.region_name,
    )


def _in_pipeline() -> bool:
    return "CODEBUILD_BUILD_ID" in os.environ


class _Wait:
    """Repeats what is denied in the pipeline, where a denial means that the role is still new."""

    def __init__(self, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._clock, self._sleep = clock, sleep

    def until_allowed(self, call: Callable[[], Any]) -> Any:
        deadline = self._clock() + SECONDS_FOR_A_NEW_ROLE
        while True:
            try:
                return call()
            except ClientError as error:
                denied = error.response["Error"]["Code"] in DENIED
                if not denied or not _in_pipeline() or self._clock() > deadline:
                    raise
            self._sleep(SECONDS_BETWEEN_TRIES)
