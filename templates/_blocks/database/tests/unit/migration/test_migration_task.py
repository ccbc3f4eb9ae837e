"""The migration task: what is started, what is printed, and that only exit code 0 lets a release go on."""

from typing import Any

import pytest

from settings.failure import ActionFailed
from tests.support.migration import OUTPUTS, RUNNING, TASK, Aws, Seen, stopped
from workload.container import CONTAINER
from workload.migration_task import MINUTES_AT_MOST, MigrationTask


def run(aws: Aws) -> None:
    task = MigrationTask(OUTPUTS, aws, aws, clock=aws.clock, sleep=aws.sleep)
    task.start()
    task.wait()


def test_it_runs_once_on_fargate_in_the_private_network_and_passes_with_exit_code_0() -> None:
    aws = Aws(seen=[None, {"lastStatus": "PROVISIONING"}, RUNNING, stopped()])
    run(aws)
    assert aws.named("run_task") == [
        {
            "cluster": OUTPUTS["MigrationCluster"],
            "taskDefinition": OUTPUTS["MigrationTask"],
            "count": 1,
            "launchType": "FARGATE",
            "networkConfiguration": {
                "awsvpcConfiguration": {
                    "subnets": ["subnet-1", "subnet-2"],
                    "securityGroups": ["sg-1"],
                    "assignPublicIp": "DISABLED",
                }
            },
            "startedBy": "deploy",
        }
    ]
    looks = aws.named("describe_tasks")
    assert looks == [{"cluster": OUTPUTS["MigrationCluster"], "tasks": [TASK]}] * 4
    assert aws.named("stop_task") == []


def test_its_log_is_printed_once_each_line_while_it_runs_and_after(capsys: pytest.CaptureFixture[str]) -> None:
    aws = Aws(
        seen=[*[RUNNING] * 5, stopped()],
        lines=[(1, "begins"), (6, "0001"), (6, "0002"), (30, "done"), (30, "both late")],
    )
    run(aws)
    assert capsys.readouterr().out == "begins\n0001\n0002\ndone\nboth late\n"
    assert {values["logStreamName"] for values in aws.named("get_log_events")} == {f"{CONTAINER}/{CONTAINER}/0123abc"}


FAILURES: dict[str, tuple[Seen, str]] = {
    "an error": (
        stopped(1),
        r"failed with exit code 1: Essential container in task exited; its last line was 'why'\.$",
    ),
    "killed": (
        stopped(137, containers=[{"name": CONTAINER, "exitCode": 137, "reason": "OutOfMemoryError: container killed"}]),
        r"exit code 137: Essential container in task exited; OutOfMemoryError: container killed; its last line",
    ),
    "no image": (
        stopped(
            None,
            stopCode="TaskFailedToStart",
            stoppedReason="CannotPullContainerError: image not found.",
            containers=[{"name": CONTAINER, "reason": "CannotPullContainerError: image not found"}],
        ),
        r"could not start: CannotPullContainerError: image not found\.$",
    ),
    "stopped by a person": (
        stopped(None, stopCode="UserInitiated", stoppedReason="Stopped by alice"),
        r"without an exit code, so it is not complete: Stopped by alice\.$",
    ),
    "no reason": (stopped(None, stoppedReason=""), r"not complete: no reason given\.$"),
    "another container": (stopped(0, containers=[{"name": "sidecar", "exitCode": 0}]), r"without an exit code"),
    "no container": ({"lastStatus": "STOPPED"}, r"without an exit code"),
}


@pytest.mark.parametrize(("seen", "sentence"), FAILURES.values(), ids=FAILURES.keys())
def test_every_other_end_fails_with_one_sentence(seen: Seen, sentence: str) -> None:
    with pytest.raises(ActionFailed, match=sentence) as failed:
        run(Aws(seen=[RUNNING, seen], lines=[(0, "why")]))
    assert "\n" not in str(failed.value)


def test_a_migration_that_writes_nothing_fails_all_the_same() -> None:
    with pytest.raises(ActionFailed, match=r"exit code 1: .*; it wrote nothing to its log\.$"):
        run(Aws(seen=[stopped(1)]))


@pytest.mark.parametrize(
    ("failures", "sentence"),
    [([{"reason": "RESOURCE:FARGATE"}], "did not start the migration: RESOURCE:FARGATE"), ([], "no reason given")],
)
def test_a_task_that_ecs_does_not_start_fails(failures: list[Any], sentence: str) -> None:
    aws = Aws(started={"tasks": [], "failures": failures})
    with pytest.raises(ActionFailed, match=sentence):
        run(aws)
    assert aws.named("describe_tasks") == []


@pytest.mark.parametrize("seen", [RUNNING, None], ids=["running", "never seen"])
def test_a_migration_that_does_not_end_is_stopped_while_the_credentials_still_live(seen: Seen) -> None:
    aws = Aws(seen=[seen])
    with pytest.raises(ActionFailed, match=f"longer than {MINUTES_AT_MOST} minutes and was stopped"):
        run(aws)
    assert [(values["cluster"], values["task"]) for values in aws.named("stop_task")] == [
        (OUTPUTS["MigrationCluster"], TASK)
    ]
    assert MINUTES_AT_MOST * 60 < aws.now < 50 * 60
