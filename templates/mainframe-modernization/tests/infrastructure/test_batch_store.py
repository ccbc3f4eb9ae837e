"""The task of job steps reaches the store of the service, in which the initial load puts the accounts."""

import json
from typing import Any

import pytest

from tests.support.batch_templates import allowed, batch_task, machines, service, tasks_of
from tests.support.choices import LINEAR, ROLLING, SHIFTING
from tests.support.cloudformation import as_list, in_words, properties, references
from tests.support.workload_templates import deployed
from workload.data import names
from workload.environment import Environment

INGRESS = "AWS::EC2::SecurityGroupIngress"
in_postgresql = pytest.mark.parametrize("environment", [SHIFTING, LINEAR], ids=lambda each: each.name)


def told(environment: Environment) -> dict[str, str]:
    """The variables of the container."""
    _, task = batch_task(service(environment))
    [container] = task["ContainerDefinitions"]
    return {each["Name"]: in_words(each["Value"]) for each in container["Environment"]}


def rights(environment: Environment) -> dict[str, list[dict[str, Any]]]:
    """The statements of its role by action."""
    _, task = batch_task(service(environment))
    [role] = references(task["TaskRoleArn"])
    return allowed(service(environment), role)


def test_in_dynamodb_it_reads_and_adds_items() -> None:
    variables = told(ROLLING)
    assert variables["STORE"] == "dynamodb" and variables["TABLE_NAME"]
    for action in ("dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:PutItem"):
        # Not the table of locks, whose items are those of the state machines.
        assert any("Accounts" in json.dumps(each["Resource"]) for each in rights(ROLLING)[action])


@in_postgresql
def test_in_postgresql_it_signs_in_as_the_user_of_the_service(environment: Environment) -> None:
    variables = told(environment)
    assert variables["STORE"] == "postgresql" and variables["DATABASE_HOST"]
    assert (variables["DATABASE_NAME"], variables["DATABASE_USER"]) == (names.DATABASE, names.DATABASE_USER)
    [signs_in] = rights(environment)["rds-db:connect"]
    assert all(in_words(each).endswith(f"/{names.DATABASE_USER}") for each in as_list(signs_in["Resource"]))


@in_postgresql
def test_the_database_lets_in_the_group_in_which_every_step_of_every_job_runs(environment: Environment) -> None:
    template = service(environment)
    [database] = properties(deployed(environment)["data"], "AWS::RDS::DBInstance")
    rules = [each for each in properties(template, INGRESS) if str(each["FromPort"]) == str(database["Port"])]
    let_in = {in_words(each["SourceSecurityGroupId"]) for each in rules}
    for definition in machines(template).values():
        assert set(tasks_of(definition).security_groups) <= let_in
