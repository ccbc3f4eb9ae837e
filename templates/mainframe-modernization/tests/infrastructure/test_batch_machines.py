"""Every job is a state machine that does what the code of jobs says, one execution at a time, with rights by name."""

import json
from typing import Any

import pytest
from cfnlint.api import lint  # type: ignore[import-untyped]

from tests.support.batch_templates import BUSY, JOBS, MACHINE, PLAIN, allowed, batch_task, machines, service, tasks_of
from tests.support.cloudformation import as_list, in_words, references, resources
from workload.container import CONTAINER
from workload.environment import Environment
from workload.service.batch_jobs.definitions import state_machine

TEMPLATE = service(PLAIN)
DEFINITIONS = machines(TEMPLATE)
every_job = pytest.mark.parametrize("job", DEFINITIONS)


def properties(job: str) -> dict[str, Any]:
    found: dict[str, Any] = TEMPLATE["Resources"][DEFINITIONS[job]["id"]]["Properties"]
    return found


def role(job: str) -> str:
    [name] = references(properties(job)["RoleArn"])
    return name


@pytest.mark.parametrize("environment", [PLAIN, BUSY], ids=lambda each: each.name)
def test_every_job_has_a_state_machine_and_nothing_else_has(environment: Environment) -> None:
    assert set(machines(service(environment))) == set(JOBS)
    assert len(resources(service(environment), MACHINE)) == len(JOBS)


@every_job
def test_its_definition_is_the_one_that_the_code_of_jobs_makes(job: str) -> None:
    definition = {key: value for key, value in DEFINITIONS[job].items() if key != "id"}
    assert definition == state_machine(JOBS[job], tasks_of(definition))


@every_job
def test_cloudformation_takes_its_definition(job: str) -> None:
    definition = {key: value for key, value in DEFINITIONS[job].items() if key != "id"}
    machine = {
        "Type": MACHINE,
        "Properties": {"RoleArn": "arn:aws:iam::111111111111:role/batch", "Definition": definition},
    }
    assert [str(each) for each in lint(json.dumps({"Resources": {"Machine": machine}}))] == []


@every_job
def test_its_steps_are_tasks_of_this_environment(job: str) -> None:
    found, (task, properties_of_task) = tasks_of(DEFINITIONS[job]), batch_task(TEMPLATE)
    assert found.task_definition == f"stack-{task}"
    assert found.container == CONTAINER == properties_of_task["ContainerDefinitions"][0]["Name"]
    assert "Cluster" in found.cluster and len(found.subnets) == PLAIN.network.zones and len(found.security_groups) == 1


@every_job
def test_an_execution_can_be_followed_to_its_end_and_its_tokens_are_not_in_a_log(job: str) -> None:
    told = properties(job)
    assert told["StateMachineType"] == "STANDARD"
    assert told["TracingConfiguration"] == {"Enabled": True}
    logging = told["LoggingConfiguration"]
    assert (logging["Level"], logging["IncludeExecutionData"]) == ("ALL", False)
    [group] = references(logging["Destinations"])
    group_properties = TEMPLATE["Resources"][group]["Properties"]
    assert group_properties["RetentionInDays"] == PLAIN.log_retention_days
    assert group_properties["LogGroupName"].startswith("/aws/vendedlogs/") and "KmsKeyId" in group_properties


@every_job
def test_its_role_runs_the_steps_and_holds_the_lock_and_can_do_nothing_else(job: str) -> None:
    rights = allowed(TEMPLATE, role(job))
    of_logs_and_traces = {each for each in rights if each.startswith(("logs:", "xray:"))}
    of_the_key = {each for each in rights if each.startswith("kms:")}
    assert set(rights) - of_logs_and_traces - of_the_key == {
        *("ecs:RunTask", "ecs:TagResource", "iam:PassRole", "dynamodb:PutItem", "dynamodb:DeleteItem"),
    }
    for action in of_the_key:
        for each in rights[action]:
            assert "kms:ViaService" in json.dumps(each["Condition"])


@every_job
def test_its_role_runs_only_the_task_of_steps_in_the_cluster_of_jobs_and_gives_it_only_its_roles(job: str) -> None:
    rights, (_, definition) = allowed(TEMPLATE, role(job)), batch_task(TEMPLATE)
    [run], [give] = rights["ecs:RunTask"], rights["iam:PassRole"]
    # A release makes another revision, and an execution that runs or is redriven goes on with the one that it had.
    [named] = as_list(run["Resource"])
    assert in_words(named).rpartition("/")[0].endswith(":task-definition")
    assert in_words(named).rpartition("/")[2] == f"{definition['Family']}:*"
    [cluster] = references(run["Condition"]["ArnEquals"]["ecs:cluster"])
    assert resources(TEMPLATE, "AWS::ECS::Cluster")[cluster]
    assert references(give["Resource"]) == references([definition["TaskRoleArn"], definition["ExecutionRoleArn"]])
    assert give["Condition"] == {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}
    for action in ("dynamodb:PutItem", "dynamodb:DeleteItem"):
        [lock] = rights[action]
        assert "*" not in json.dumps(lock["Resource"])


def test_people_and_suites_find_each_machine_by_the_name_of_its_job() -> None:
    told = json.dumps(TEMPLATE["Outputs"]["JobStateMachines"]["Value"])
    for job, definition in DEFINITIONS.items():
        assert f'\\"{job}\\"' in json.dumps(json.loads(told)) or job in told
        assert definition["id"] in references(TEMPLATE["Outputs"]["JobStateMachines"]["Value"])
    assert {"DatasetBucket", "LockTable", "BatchCluster", "BatchLogGroup"} <= set(TEMPLATE["Outputs"])
