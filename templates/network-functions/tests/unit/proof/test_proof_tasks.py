"""Starting tasks of the proof, following them and reading their results, with a cloud of the test's own."""

import json
from typing import Any

import pytest

from settings.failure import ActionFailed
from tests.support.clock import Clock
from tests.support.judged_calls import AwsFake
from tests.unit.proof.places import place
from workload.service.proof.task_names import CONTAINER, RESULT
from workload.service.proof.tasks import LOG_SECONDS, START_SECONDS, Tasks


class Cloud(AwsFake, services=("ecs", "logs")):
    """ECS and CloudWatch Logs. states: of each look at a task, the last one for ever. lines: the log of each task."""

    class exceptions:
        class ResourceNotFoundException(Exception):
            pass

    def __init__(self, *states: str, code: int = 0, lines: list[str] | None = None) -> None:
        self.states, self.code, self.lines = list(states), code, lines
        self.failures: list[dict[str, str]] = []
        self.started: list[dict[str, Any]] = []
        self.stopped: list[str] = []
        self.streams: list[str] = []

    def run_task(self, **request: Any) -> dict[str, Any]:
        if self.failures:
            return {"tasks": [], "failures": self.failures}
        self.started.append(request)
        return {"tasks": [{"taskArn": f"arn:aws:ecs:eu-central-1:1:task/proof/{len(self.started)}"}], "failures": []}

    def describe_tasks(self, *, cluster: str, tasks: list[str]) -> dict[str, Any]:
        state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        number = tasks[0].rpartition("/")[2]
        details = [{"name": "subnetId", "value": "s"}, {"name": "privateIPv4Address", "value": f"10.0.0.{number}"}]
        found = {
            "lastStatus": state,
            "stoppedReason": "Essential container exited",
            "containers": [{"exitCode": self.code}],
            "attachments": [{"details": details}],
            "availabilityZone": "eu-central-1a",
        }
        return {"tasks": [found]}

    def stop_task(self, *, cluster: str, task: str, reason: str) -> None:
        self.stopped.append(task)

    def get_log_events(self, *, logStreamName: str, **_: Any) -> dict[str, Any]:
        self.streams.append(logStreamName)
        if self.lines is None:
            raise self.exceptions.ResourceNotFoundException
        return {"events": [{"message": line} for line in self.lines]}


def tasks_of(cloud: Cloud, clock: Clock | None = None) -> Tasks:
    clock = clock or Clock()
    return Tasks(place(), cloud, cloud, clock=clock, sleep=clock.sleep)


def test_a_task_starts_in_its_subnet_with_no_public_address_and_its_plan() -> None:
    cloud = Cloud("RUNNING")
    tasks_of(cloud).start("probe", {"messages": 3}, subnet="subnet-near")
    (request,) = cloud.started
    network = request["networkConfiguration"]["awsvpcConfiguration"]
    assert network == {"subnets": ["subnet-near"], "securityGroups": ["sg-1"], "assignPublicIp": "DISABLED"}
    (override,) = request["overrides"]["containerOverrides"]
    assert override["name"] == CONTAINER
    assert {each["name"]: each["value"] for each in override["environment"]} == {
        "MODE": "probe",
        "PLAN": '{"messages": 3}',
    }


def test_a_task_that_ecs_does_not_start_is_an_error_with_its_reason() -> None:
    cloud = Cloud("RUNNING")
    cloud.failures = [{"reason": "Capacity is unavailable at this time"}]
    with pytest.raises(ActionFailed, match="did not start the probe of the packet proof: Capacity is unavailable"):
        tasks_of(cloud).start("probe", {}, subnet="subnet-near")


def test_servers_are_stopped_at_the_end_whatever_happened() -> None:
    cloud = Cloud("PENDING", "RUNNING")

    def fail_between(subnets: list[str]) -> None:
        with tasks_of(cloud).servers({}, subnets=subnets) as addresses:
            assert addresses == ["10.0.0.1", "10.0.0.2"]
            raise ValueError("of the test")

    with pytest.raises(ValueError, match="of the test"):
        fail_between(["subnet-near", "subnet-far"])
    assert len(cloud.stopped) == len(cloud.started) == 2


def test_a_server_that_does_not_come_up_leaves_none_behind() -> None:
    cloud = Cloud("PENDING", "STOPPED")
    with (
        pytest.raises(ActionFailed, match="ended before its work began: Essential container exited"),
        tasks_of(cloud).servers({}, subnets=["a", "b"]),
    ):
        pass
    assert len(cloud.stopped) == 2


def test_a_task_that_never_starts_is_given_up() -> None:
    clock = Clock()
    with pytest.raises(ActionFailed, match="is PENDING after 300 seconds, and not RUNNING"):
        tasks_of(Cloud("PENDING"), clock).running("arn:task/1")
    assert sum(clock.waited) > START_SECONDS


def test_the_result_is_the_line_of_the_log_that_the_program_wrote() -> None:
    cloud = Cloud("RUNNING", "STOPPED", lines=["warming up", json.dumps({RESULT: {"flows": []}}), "bye"])
    assert tasks_of(cloud).finished("arn:task/proof/42", seconds=10) == {"flows": []}
    assert set(cloud.streams) == {f"{CONTAINER}/{CONTAINER}/42"}


@pytest.mark.parametrize(
    ("lines", "words"), [(["Traceback", "KeyError: 'MODE'"], "KeyError: 'MODE'"), (None, "its log is empty")]
)
def test_a_task_that_failed_is_an_error_with_the_end_of_its_log(lines: list[str] | None, words: str) -> None:
    with pytest.raises(ActionFailed, match=rf"failed \(exit code 1, Essential container exited\): .*{words}"):
        tasks_of(Cloud("STOPPED", code=1, lines=lines)).finished("arn:task/1", seconds=10)


@pytest.mark.parametrize("lines", [None, [], ["no result"], ['{"flows": []}']])
def test_a_missing_result_is_an_error_after_some_waiting(lines: list[str] | None) -> None:
    clock = Clock()
    with pytest.raises(ActionFailed, match="its log holds no result: orders-dev-service-Log"):
        tasks_of(Cloud("STOPPED", lines=lines), clock).finished("arn:task/1", seconds=10)
    assert sum(clock.waited) > LOG_SECONDS


def test_a_task_that_does_not_end_is_given_up() -> None:
    with pytest.raises(ActionFailed, match="is RUNNING after 310 seconds, and not STOPPED"):
        tasks_of(Cloud("RUNNING")).finished("arn:task/1", seconds=10)
