"""The jobs of an environment in its templates, whatever jobs there are."""

import json
from dataclasses import replace
from typing import Any

from tests.support.choices import LINEAR, SHIFTING
from tests.support.cloudformation import Resources, Template, in_words, resources, statements
from tests.support.workload_templates import deployed
from workload.environment import Batch, BatchWindow, Environment, Schedule
from workload.service.batch_jobs.definitions import Job, Tasks, read_jobs

JOBS = read_jobs()
MACHINE = "AWS::StepFunctions::StateMachine"
# One that has symbols, where there is one.
FIRST: Job = max(JOBS.values(), key=lambda job: len(job.symbols))
SYMBOLS = dict.fromkeys(FIRST.symbols, "%Y-%m-%d")
SCHEDULE = Schedule(job=FIRST.name, cron="30 22 ? * MON-FRI *", time_zone="Europe/Dublin", symbols=SYMBOLS)
# Neither schedule nor window nor suites.
PLAIN = SHIFTING
BUSY = replace(
    LINEAR,
    name="busy",
    batch=Batch(
        schedules=(SCHEDULE,),
        cpu=2048,
        memory_mb=8192,
        storage_gib=100,
        window=BatchWindow(start="22:00", minutes=300, time_zone="Europe/Dublin", days="MON-FRI"),
    ),
    suites=("integration",),
)


def service(environment: Environment) -> Template:
    """Its service stack. Copy it before you change it."""
    return deployed(environment)["service"]


def machines(template: Template) -> dict[str, dict[str, Any]]:
    """Definition by job, with the words of CloudFormation for what only an account knows."""
    found = {}
    for id, resource in resources(template, MACHINE).items():
        text = in_words(resource["Properties"]["DefinitionString"])
        definition = json.loads(text)
        found[definition["Comment"].split()[1].rstrip(":")] = {**definition, "id": id}
    return found


def tasks_of(definition: dict[str, Any]) -> Tasks:
    """How a definition starts its tasks."""
    states = definition["States"].values()
    [lock] = [each["Arguments"]["TableName"] for each in states if each.get("Resource", "").endswith(":putItem")]
    step = next(each for each in states if ":ecs:runTask" in each.get("Resource", ""))
    network = step["Arguments"]["NetworkConfiguration"]["AwsvpcConfiguration"]
    return Tasks(
        cluster=step["Arguments"]["Cluster"],
        task_definition=step["Arguments"]["TaskDefinition"],
        container=step["Arguments"]["Overrides"]["ContainerOverrides"][0]["Name"],
        subnets=network["Subnets"],
        security_groups=network["SecurityGroups"],
        lock_table=lock,
        partition=step["Resource"].split(":")[1],
    )


def batch_task(template: Template) -> tuple[str, dict[str, Any]]:
    """Logical id and properties of the task definition of job steps."""
    [(id, found)] = [
        (id, each["Properties"])
        for id, each in resources(template, "AWS::ECS::TaskDefinition").items()
        if "batch" in each["Properties"]["ContainerDefinitions"][0].get("Command", ())
    ]
    return id, found


def allowed(template: Template, role: str) -> dict[str, list[dict[str, Any]]]:
    """The statements of a role by each of their actions."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name, statement in statements(template):
        if name == role:
            actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
            for action in actions:
                found.setdefault(action, []).append(statement)
    return found


def schedules(template: Template) -> Resources:
    """What starts jobs by itself."""
    return resources(template, "AWS::Scheduler::Schedule")
