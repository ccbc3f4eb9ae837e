"""The task of job steps: what it starts with, what it may do, and that its code reads what it is given."""

import json

from batch.settings import Settings
from tests.support.batch_templates import BUSY, PLAIN, allowed, batch_task, machines, service
from tests.support.cloudformation import as_list, in_words, references, resources

_, TASK = batch_task(service(BUSY))
[CONTAINER] = TASK["ContainerDefinitions"]
# What a state machine tells each task.
TOLD = {
    "TASK_TOKEN": "token",
    "EXECUTION": "arn:aws:states:eu-west-1:012345678901:execution:DAILY:first",
    "LOCK_TABLE": "locks",
    "STARTED": "2026-01-30T22:30:00Z",
}


def test_a_step_has_the_size_that_the_environment_says_on_fargate() -> None:
    batch = BUSY.batch
    assert (TASK["Cpu"], TASK["Memory"]) == (str(batch.cpu), str(batch.memory_mb))
    assert TASK["EphemeralStorage"] == {"SizeInGiB": batch.storage_gib}
    assert TASK["RequiresCompatibilities"] == ["FARGATE"]


def test_without_a_step_it_does_nothing() -> None:
    assert CONTAINER["Command"] == ["python", "-m", "batch", "--help"]
    assert "PortMappings" not in CONTAINER


def test_its_code_reads_what_the_task_definition_and_the_state_machine_give_it() -> None:
    given = {each["Name"]: in_words(each["Value"]).lower() for each in CONTAINER["Environment"]}
    written = {each["Name"]: in_words(each["Value"]) for each in CONTAINER["Environment"]}
    bucket = {"DATASET_BUCKET": "bank-datasets"}
    settings = Settings.load({**written, **bucket, **TOLD})
    assert settings.environment == BUSY.name
    assert settings.namespace == given["METRICS_NAMESPACE"]
    window = BUSY.batch.window
    assert window is not None and settings.window is not None
    assert (f"{settings.window.start:%H:%M}", settings.window.minutes) == (window.start, window.minutes)
    assert (str(settings.window.zone), settings.window.days) == (window.time_zone, window.openings.weekdays)


def test_without_a_batch_window_there_is_none() -> None:
    _, task = batch_task(service(PLAIN))
    [container] = task["ContainerDefinitions"]
    assert {"Name": "BATCH_WINDOW", "Value": ""} in container["Environment"]


def test_jobs_run_in_a_cluster_that_the_health_of_the_service_does_not_watch() -> None:
    template = service(PLAIN)
    assert len(resources(template, "AWS::ECS::Cluster")) == 2
    for each in resources(template, "AWS::ECS::Service").values():
        [cluster] = references(each["Properties"]["Cluster"])
        assert all(cluster not in json.dumps(definition) for definition in machines(template).values())


def test_a_step_reports_to_the_machines_of_its_environment_and_to_no_other() -> None:
    template = service(PLAIN)
    _, task = batch_task(template)
    [role] = references(task["TaskRoleArn"])
    rights = allowed(template, role)
    reports = {"states:SendTaskFailure", "states:SendTaskHeartbeat", "states:SendTaskSuccess"}
    assert {each for each in rights if each.startswith("states:")} == reports
    for action in reports:
        [statement] = rights[action]
        assert references(as_list(statement["Resource"])) == {each["id"] for each in machines(template).values()}


def test_a_step_makes_a_lock_last_and_can_neither_take_nor_release_one() -> None:
    template = service(PLAIN)
    _, task = batch_task(template)
    [role] = references(task["TaskRoleArn"])
    [lock] = allowed(template, role)["dynamodb:UpdateItem"]
    assert as_list(lock["Action"]) == ["dynamodb:UpdateItem"]
    assert "*" not in json.dumps(lock["Resource"])
    assert "Locks" in json.dumps(lock["Resource"])
