"""State machines: a failure ends as one, and each state leads somewhere."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ..examples import with_resources
from ..repository import Repository
from ..roles import Roles
from ..rule import At, rule
from ..templates import Resource, as_list, as_text

MACHINE = "AWS::StepFunctions::StateMachine"
ERRORS = "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html"
LANGUAGE = "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html"
TOKENS = "https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html"
TASKS = "https://docs.aws.amazon.com/step-functions/latest/dg/connect-ecs.html"


def _example(catch: str = "Failed", **more: str) -> Mapping[str, str]:
    state = {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Next": "Done", **more}
    if catch:
        state["Catch"] = [{"ErrorEquals": ["States.ALL"], "Next": catch}]  # type: ignore[assignment]
    states = {"Work": state, "Done": {"Type": "Succeed"}, "Failed": {"Type": "Fail"}}
    text = json.dumps({"StartAt": "Work", "States": states})
    return with_resources(f"Machine:\n  Type: {MACHINE}\n  Properties:\n    DefinitionString: '{text}'")


def machines(repository: Repository) -> Iterator[tuple[Resource, Mapping[str, Any]]]:
    """Each machine with its definition, those of its parallel branches and of its maps."""
    for machine in repository.of_type(MACHINE):
        body = machine.get("Definition") or machine.get("DefinitionString")
        if not isinstance(machine.get("Definition"), Mapping):
            try:
                body = json.loads(as_text(body))
            except ValueError:
                continue
        yield from ((machine, each) for each in _definitions(body))


def _definitions(body: Any, limit: Any = None) -> Iterator[Mapping[str, Any]]:
    """A definition and those in it, each with the time-out of the one around it."""
    if isinstance(body, Mapping) and isinstance(body.get("States"), Mapping):
        limit = body.get("TimeoutSeconds", limit)
        yield {**body, "TimeoutSeconds": limit}
        for state in body["States"].values():
            inner = state if isinstance(state, Mapping) else {}
            for each in (*as_list(inner.get("Branches")), inner.get("ItemProcessor"), inner.get("Iterator")):
                yield from _definitions(each, limit)


def _next(state: Mapping[str, Any]) -> Iterator[str]:
    parts = (state, *as_list(state.get("Catch")), *as_list(state.get("Choices")))
    for each in parts:
        if isinstance(each, Mapping) and isinstance(each.get("Next"), str):
            yield each["Next"]
    if isinstance(state.get("Default"), str):
        yield state["Default"]


def states(definition: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    return ((str(name), each) for name, each in definition["States"].items() if isinstance(each, Mapping))


@rule(
    id="state-leads-to-one-that-exists",
    reason="Step Functions refuses a definition in which a state leads nowhere, and the stack with it.",
    source=LANGUAGE,
    fails=_example("Missing"),
    passes=_example(),
)
def leads_somewhere(repository: Repository) -> Iterator[At]:
    """StartAt, Next and Default name a state of the machine."""
    for machine, body in machines(repository):
        named = [("StartAt", str(body.get("StartAt")))]
        named += [(name, each) for name, state in states(body) for each in _next(state)]
        for name, each in named:
            if each not in body["States"] and "${" not in each:
                yield At.of(machine, f'"{name}" leads to "{each}", which is no state of it: name one that is there')


@rule(
    id="failure-of-a-step-is-one-of-the-machine",
    reason="A machine that catches every error and succeeds tells nobody that a step failed.",
    source=ERRORS,
    fails=_example("Done"),
    passes=_example("Failed"),
)
def failure_counts(repository: Repository) -> Iterator[At]:
    """Each state of failure can be reached."""
    for machine, body in machines(repository):
        reached = {str(body.get("StartAt")), *(each for _, state in states(body) for each in _next(state))}
        for name, state in states(body):
            if state.get("Type") == "Fail" and name not in reached and not any("${" in each for each in reached):
                yield At.of(machine, f'no state leads to the failure "{name}", so it cannot fail there: lead to it')


@rule(
    id="waiting-task-has-a-time-out",
    reason="A task that waits for its token waits for a year, unless it has a time-out or a heartbeat before it.",
    source=TOKENS,
    fails=_example(Resource="arn:aws:states:::ecs:runTask.waitForTaskToken"),
    passes=_example(Resource="arn:aws:states:::ecs:runTask.waitForTaskToken", TimeoutSeconds="60"),
)
def has_time_out(repository: Repository) -> Iterator[At]:
    """A task that waits for a token has a time-out or a heartbeat, and the heartbeat is the shorter one."""
    for machine, body in machines(repository):
        for name, state in states(body):
            limits = [state.get(f"{each}Seconds{path}") for each in ("Timeout", "Heartbeat") for path in ("", "Path")]
            waits = as_text(state.get("Resource")).endswith(".waitForTaskToken")
            if waits and not any(limits) and body["TimeoutSeconds"] is None:
                told = f'"{name}" waits for a token without an end: give it TimeoutSeconds or HeartbeatSeconds'
                yield At.of(machine, told)
            beat, limit = state.get("HeartbeatSeconds"), state.get("TimeoutSeconds")
            if isinstance(beat, int) and isinstance(limit, int) and beat >= limit:
                told = f'the heartbeat of "{name}" ({beat} s) is not shorter than its time-out ({limit} s)'
                yield At.of(machine, f"{told}: set HeartbeatSeconds below TimeoutSeconds")


_RUNS = (
    _example(Resource="arn:aws:states:::ecs:runTask")["template.yaml"].rstrip() + "\n    RoleArn: !GetAtt Role.Arn\n"
)
_ROLE = """  Role:
    Type: AWS::IAM::Role
    Properties:
      Policies:
      - PolicyDocument: {Statement: [{Effect: Allow, Action: [%s], Resource: '*'}]}
"""


@rule(
    id="state-machine-may-run-its-tasks",
    reason="A step that may not start its task, or give it its role, fails each time it runs.",
    source=TASKS,
    fails={"template.yaml": _RUNS.replace("    RoleArn", "      RoleArn") + _ROLE % "'ecs:StartTask'"},
    passes={"template.yaml": _RUNS.replace("    RoleArn", "      RoleArn") + _ROLE % "'ecs:RunTask', 'iam:PassRole'"},
)
def may_run_tasks(repository: Repository) -> Iterator[At]:
    """The role of a machine with tasks of ECS allows ecs:RunTask and iam:PassRole."""
    for machine in {id(each): each for each, _ in machines(repository)}.values():
        runs = any(
            ":ecs:runTask" in as_text(state.get("Resource"))
            for each, body in machines(repository)
            if each is machine
            for _, state in states(body)
        )
        roles = Roles(machine.template)
        role = roles.role(machine.get("RoleArn")) if runs else None
        for action in ("ecs:RunTask", "iam:PassRole") if role else ():
            if role and roles.rights(role).lacks(action):
                yield At.of(machine, f"it runs tasks of ECS, and its role {role.id} lacks {action}: allow it")
