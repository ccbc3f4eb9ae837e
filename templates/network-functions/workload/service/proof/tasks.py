"""Runs tasks of the proof and reads their results: `Tasks` is all that the suites know of ECS and CloudWatch Logs."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from settings.failure import ActionFailed
from workload.service.proof.place import Place
from workload.service.proof.task_names import CONTAINER, RESULT

SECONDS_BETWEEN_LOOKS = 5.0
# Fargate finds a place, makes the network interface and pulls the image.
START_SECONDS = 300.0
# CloudWatch Logs shows a line some seconds after it was written.
LOG_SECONDS = 60.0


class Tasks:
    """ecs, logs: clients that may do what `rights.py` says. clock, sleep: in seconds, given by tests."""

    def __init__(
        self,
        place: Place,
        ecs: Any,
        logs: Any,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._place, self._ecs, self._logs = place, ecs, logs
        self._clock, self._sleep = clock, sleep

    @contextmanager
    def servers(self, plan: dict[str, Any], *, subnets: Sequence[str]) -> Iterator[list[str]]:
        """The addresses of servers, one in each subnet, that run until the end of `with`.

        Raises ActionFailed: one of them did not start.
        """
        started: list[str] = []
        try:
            for subnet in subnets:
                started.append(self.start("server", plan, subnet=subnet))
            yield [self.address(self.running(task)) for task in started]
        finally:
            for task in started:
                self._ecs.stop_task(cluster=self._place.cluster, task=task, reason="The proof is over")

    def start(self, mode: str, plan: dict[str, Any], *, subnet: str) -> str:
        """Start a task, and return its ARN. Raises ActionFailed: ECS did not start it."""
        variables = [{"name": "MODE", "value": mode}, {"name": "PLAN", "value": json.dumps(plan)}]
        answer = self._ecs.run_task(
            cluster=self._place.cluster,
            taskDefinition=self._place.task,
            launchType="FARGATE",
            networkConfiguration={
                "awsvpcConfiguration": {
                    "subnets": [subnet],
                    "securityGroups": [self._place.group],
                    "assignPublicIp": "DISABLED",
                }
            },
            overrides={"containerOverrides": [{"name": CONTAINER, "environment": variables}]},
            startedBy="packet-proof",
        )
        if not answer["tasks"]:
            reason = "; ".join(failure.get("reason", "no reason given") for failure in answer["failures"])
            raise ActionFailed(f"ECS did not start the {mode} of the packet proof: {reason}.")
        return str(answer["tasks"][0]["taskArn"])

    def running(self, task: str) -> dict[str, Any]:
        """Wait until a task runs, and describe it. Raises ActionFailed: it ended before, or took too long."""
        return self._wait(task, {"RUNNING"}, START_SECONDS)

    def finished(self, task: str, *, seconds: float) -> dict[str, Any]:
        """Wait until a task has ended, and return its result. seconds: how long its work takes.

        Raises ActionFailed: it failed, it is not over in time, or it left no result.
        """
        ended = self._wait(task, {"STOPPED"}, START_SECONDS + seconds)
        code = ended["containers"][0].get("exitCode")
        if code != 0:
            raise ActionFailed(
                f"A task of the packet proof failed (exit code {code}, {ended.get('stoppedReason', 'no reason')}): "
                f"{' | '.join(self._lines(task)[-5:]) or 'its log is empty'}"
            )
        return self._result(task)

    @staticmethod
    def address(task: dict[str, Any]) -> str:
        """The private address of a task, as ECS describes it."""
        details = {detail["name"]: detail["value"] for each in task["attachments"] for detail in each["details"]}
        return str(details["privateIPv4Address"])

    def _wait(self, task: str, wanted: set[str], seconds: float) -> dict[str, Any]:
        deadline = self._clock() + seconds
        while True:
            found = self._ecs.describe_tasks(cluster=self._place.cluster, tasks=[task])["tasks"]
            status = found[0]["lastStatus"] if found else "unknown"
            if status in wanted:
                return dict(found[0])
            if status == "STOPPED":
                reason = found[0].get("stoppedReason", "no reason given")
                raise ActionFailed(f"A task of the packet proof ended before its work began: {reason}.")
            if self._clock() > deadline:
                raise ActionFailed(
                    f"Task {task} is {status} after {seconds:.0f} seconds, and not {' or '.join(wanted)}."
                )
            self._sleep(SECONDS_BETWEEN_LOOKS)

    def _result(self, task: str) -> dict[str, Any]:
        deadline = self._clock() + LOG_SECONDS
        while True:
            for line in reversed(self._lines(task)):
                if line.startswith(f'{{"{RESULT}": '):
                    return dict(json.loads(line)[RESULT])
            if self._clock() > deadline:
                raise ActionFailed(f"Task {task} ended well, and its log holds no result: {self._place.log}.")
            self._sleep(SECONDS_BETWEEN_LOOKS)

    def _lines(self, task: str) -> list[str]:
        stream = f"{CONTAINER}/{CONTAINER}/{task.rpartition('/')[2]}"
        try:
            events = self._logs.get_log_events(
                logGroupName=self._place.log, logStreamName=stream, startFromHead=False, limit=100
            )["events"]
        except self._logs.exceptions.ResourceNotFoundException:
            return []
        return [str(event["message"]) for event in events]
