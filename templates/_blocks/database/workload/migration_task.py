"""The one-off task that migrates the database: started, watched, its log printed, its end judged.

A second one beside it does no harm: it waits for the lock in the database, and finds nothing left to do.
"""

import time
from collections.abc import Callable, Mapping
from typing import Any

from settings.failure import ActionFailed
from workload.container import CONTAINER

# With the start and the last look well below the hour for which a role lives that was assumed from a role.
MINUTES_AT_MOST = 40
SECONDS_BETWEEN_LOOKS = 5.0


class MigrationTask:
    """outputs: of the data stack. ecs, logs: clients. clock, sleep: in seconds, given by tests."""

    def __init__(
        self,
        outputs: Mapping[str, str],
        ecs: Any,
        logs: Any,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._outputs, self._ecs, self._logs = outputs, ecs, logs
        self._clock, self._sleep = clock, sleep
        self._task = self._last_line = ""
        self._read: dict[str, str] = {}

    def start(self) -> None:
        """Ask ECS to run the task once. Raises ActionFailed: it has no capacity, for example."""
        network = {
            "subnets": self._outputs["MigrationSubnets"].split(","),
            "securityGroups": [self._outputs["MigrationSecurityGroup"]],
            "assignPublicIp": "DISABLED",
        }
        started = self._ecs.run_task(
            cluster=self._outputs["MigrationCluster"],
            taskDefinition=self._outputs["MigrationTask"],
            count=1,
            launchType="FARGATE",
            networkConfiguration={"awsvpcConfiguration": network},
            startedBy="deploy",
        )
        if not started["tasks"]:
            reasons = ", ".join(str(failure.get("reason")) for failure in started.get("failures", ()))
            raise ActionFailed(f"ECS did not start the migration: {reasons or 'no reason given'}.")
        self._task = started["tasks"][0]["taskArn"]

    def wait(self) -> None:
        """Print the log while the task runs, and return when it ended well. Raises ActionFailed."""
        deadline = self._clock() + MINUTES_AT_MOST * 60
        while (seen := self._look()).get("lastStatus") != "STOPPED":
            self._print_log()
            if self._clock() > deadline:
                self._ecs.stop_task(
                    cluster=self._outputs["MigrationCluster"], task=self._task, reason="It took too long"
                )
                raise ActionFailed(
                    f"The migration took longer than {MINUTES_AT_MOST} minutes and was stopped{self._where()}."
                )
            self._sleep(SECONDS_BETWEEN_LOOKS)
        # The last lines arrive a little later than the news that the task ended.
        self._sleep(SECONDS_BETWEEN_LOOKS)
        self._print_log()
        self._judge(seen)

    def _look(self) -> dict[str, Any]:
        # A task that started a moment ago may be missing at first.
        found = self._ecs.describe_tasks(cluster=self._outputs["MigrationCluster"], tasks=[self._task])["tasks"]
        return dict(found[0]) if found else {}

    def _print_log(self) -> None:
        # The name of the container is the prefix of its log streams too: workload/task.py.
        stream = f"{CONTAINER}/{CONTAINER}/{self._task.rsplit('/', 1)[1]}"
        group = self._outputs["MigrationLogGroup"]
        while True:
            try:
                page = self._logs.get_log_events(
                    logGroupName=group, logStreamName=stream, startFromHead=True, **self._read
                )
            except self._logs.exceptions.ResourceNotFoundException:
                # Nothing was written yet, and never will be if the container does not start.
                return
            for event in page["events"]:
                self._last_line = event["message"]
                print(self._last_line)
            before, self._read = self._read, {"nextToken": page["nextForwardToken"]}
            # The same token again: this was the end so far.
            if self._read == before:
                return

    def _judge(self, task: Mapping[str, Any]) -> None:
        containers = {container["name"]: container for container in task.get("containers", ())}
        container = containers.get(CONTAINER, {})
        code = container.get("exitCode")
        if code == 0:
            return
        reasons = [str(text).rstrip(".") for text in (task.get("stoppedReason"), container.get("reason")) if text]
        why = "; ".join(dict.fromkeys(reasons)) or "no reason given"
        if task.get("stopCode") == "TaskFailedToStart":
            raise ActionFailed(f"The migration could not start: {why}.")
        if code is None:
            raise ActionFailed(f"The migration stopped without an exit code, so it is not complete: {why}.")
        raise ActionFailed(f"The migration failed with exit code {code}: {why}{self._where()}.")

    def _where(self) -> str:
        return f"; its last line was {self._last_line!r}" if self._last_line else "; it wrote nothing to its log"
