"""What tasks of ECS call, as their code says it, against what their roles allow: no less, and no more."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from called_rights import DYNAMODB, Reason
from policy_engine import Account, Json
from started_programs import Needs, Started, started

PULL = {
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:GetAuthorizationToken",
    "ecr:GetDownloadUrlForLayer",
}
LOG = {"logs:CreateLogStream", "logs:PutLogEvents"}
# By the service of an ARN: what reads a secret for a variable.
SECRETS = {"secretsmanager": "secretsmanager:GetSecretValue", "ssm": "ssm:GetParameters"}
BEHIND_SECRETS = (
    Reason("secretsmanager:DescribeSecret", "`grant_read` of the CDK gives it beside the value, and it shows less"),
    Reason("kms:Decrypt", "Secrets Manager decrypts in the name of whoever reads"),
)
# By the service that a program calls.
WITHOUT_A_CALL = {
    "s3": (
        Reason("kms:Decrypt", "S3 decrypts in the name of whoever reads"),
        Reason("kms:GenerateDataKey", "S3 encrypts in the name of whoever writes"),
        Reason("s3:GetObjectVersion", "GetObject and HeadObject of one version"),
    ),
    "sqs": (Reason("kms:Decrypt", "SQS decrypts in the name of whoever receives"),),
    "dynamodb": tuple(
        Reason(f"kms:{each}", DYNAMODB)
        for each in ("Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey*", "ReEncrypt*")
    ),
}
# A state machine tells the container of a task what to run: it stands in a text inside a text.
COMMAND = re.compile(r'\\*"Command\\*":(\[[^\]]*\])')


@dataclass(frozen=True)
class Task:
    """A task definition of a template. commands: what its containers may be started with; none is the image's own."""

    id: str
    properties: Json
    commands: tuple[tuple[str, ...], ...]

    @property
    def variables(self) -> frozenset[str]:
        """The names, also of those that a secret fills."""
        listed = [each for part in ("Environment", "Secrets") for one in self.containers for each in one.get(part, ())]
        return frozenset(str(each["Name"]) for each in listed)

    @property
    def containers(self) -> list[Json]:
        return list(self.properties["ContainerDefinitions"])

    def role(self, kind: str) -> str:
        """The logical id of its role. kind: TaskRoleArn or ExecutionRoleArn."""
        return str(self.properties[kind]["Fn::GetAtt"][0])


def wrong_tasks(texts: Iterable[str], repository: Path) -> list[str]:
    """What `wrong_rights_of_tasks` says of the templates with these texts."""
    return [sentence for text in texts for sentence in wrong_rights_of_tasks(json.loads(text), repository)]


def wrong_rights_of_tasks(template: Json, repository: Path) -> list[str]:
    """One sentence for each right that a role of a task lacks, or has and nobody uses."""
    account = Account(template)
    found = [*_managed(template)]
    for task in tasks(template):
        found += _of_task(task, _programs(task, repository), account)
        found += _of_execution(task, account)
    return sorted(found)


def unused_reasons_of_tasks(templates: Iterable[tuple[Json, Path]]) -> set[str]:
    """`service: action` of each reason that no task of these templates needs."""
    used: set[tuple[str, Reason]] = set()
    for template, repository in templates:
        account = Account(template)
        for task in tasks(template):
            given = _given(account, task.role("TaskRoleArn"))
            needs = Needs.of(_programs(task, repository), task.variables)
            left = given - {each for _, actions in needs.calls for each in actions}
            used |= {
                (service, reason)
                for service in needs.services
                for reason in WITHOUT_A_CALL.get(service, ())
                if any(reason.covers(action) for action in left)
            }
    every = {(service, reason) for service, reasons in WITHOUT_A_CALL.items() for reason in reasons}
    return {f"{service}: {reason.action}" for service, reason in every - used}


def tasks(template: Json) -> Iterator[Task]:
    """The task definitions of a template, with the commands that its state machines give them."""
    resources: dict[str, Json] = template["Resources"]
    machines = [json.dumps(each) for each in resources.values() if each["Type"] == "AWS::StepFunctions::StateMachine"]
    for id, resource in resources.items():
        if resource["Type"] != "AWS::ECS::TaskDefinition":
            continue
        given = resource["Properties"]
        own = [(*one.get("EntryPoint", ()), *one.get("Command", ())) for one in given["ContainerDefinitions"]]
        told = [
            tuple(json.loads(command.replace("\\", "")))
            for machine in machines
            if f'"{id}"' in machine
            for command in COMMAND.findall(machine)
        ]
        yield Task(id, given, tuple(dict.fromkeys([*own, *told])))


def _programs(task: Task, repository: Path) -> list[Started]:
    return [each for command in task.commands for each in started(repository, command)]


def _of_task(task: Task, programs: list[Started], account: Account) -> Iterator[str]:
    role = task.role("TaskRoleArn")
    given = _given(account, role)
    needs = Needs.of(programs, task.variables)
    for place, actions in needs.calls:
        if not actions & given:
            yield f"{task.id}: its task role {role} may not {' or '.join(sorted(actions))}, which {place} calls"
    excused = [reason for service in needs.services for reason in WITHOUT_A_CALL.get(service, ())]
    files = ", ".join(dict.fromkeys(program.file for program in programs))
    for action in sorted(given - {each for _, actions in needs.calls for each in actions}):
        if not any(reason.covers(action) for reason in excused):
            yield f"{task.id}: its task role {role} may {action}, which {files} never calls"


def _of_execution(task: Task, account: Account) -> Iterator[str]:
    role = task.role("ExecutionRoleArn")
    given = _given(account, role)
    drivers = {one.get("LogConfiguration", {}).get("LogDriver") for one in task.containers}
    secrets = [account.resolved(each["ValueFrom"]) for one in task.containers for each in one.get("Secrets", ())]
    needed = {action: "pulls the image" for action in PULL}
    needed |= {action: "writes the log" for action in LOG if "awslogs" in drivers}
    for secret in secrets:
        needed[SECRETS[_service(secret)]] = "reads the secrets of its variables"
    for action in sorted(needed.keys() - given):
        yield f"{task.id}: its execution role {role} may not {action}, so ECS never {needed[action]}"
    for action in sorted(given - needed.keys()):
        if not (secrets and any(reason.covers(action) for reason in BEHIND_SECRETS)):
            yield f"{task.id}: its execution role {role} may {action}, which ECS never needs for this task definition"


def _service(secret: str) -> str:
    """Of the ARN of a secret; a reference to one of the template stands for that of Secrets Manager."""
    parts = secret.split(":")
    return parts[2] if parts[0] == "arn" else "secretsmanager"


def _given(account: Account, role: str) -> set[str]:
    statements = [each for each in account.roles[role] if each["Effect"] == "Allow"]
    return {action for each in statements for action in _listed(each["Action"])}


def _managed(template: Json) -> Iterator[str]:
    """A managed policy stands in no template, so nobody sees here what it allows."""
    resources = template["Resources"]
    for task in tasks(template):
        for kind in ("TaskRoleArn", "ExecutionRoleArn"):
            role = task.role(kind)
            for policy in resources[role].get("Properties", {}).get("ManagedPolicyArns", ()):
                yield f"{task.id}: its role {role} has the managed policy {json.dumps(policy)}; write out its actions"


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else value
