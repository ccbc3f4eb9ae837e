"""Steps of state machines: they end, and a failure of one is told."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ..examples import with_resources
from ..repository import Repository
from ..rule import At, rule
from ..templates import as_list, as_text
from .state_machines import MACHINE, machines, states

ERRORS = "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html"
TIME_OUTS = "https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html"
EVERY_ERROR = {"States.ALL", "States.TaskFailed"}
# What such a step waits for has no time limit of its own, unlike a function, a job of Batch or a build.
WITHOUT_AN_END = ("ecs:runTask.sync", "eks:runJob.sync")
ENDS = ("", "Path")


def _example(**more: Any) -> Mapping[str, str]:
    resource = "arn:aws:states:::ecs:runTask.sync"
    work = {"Type": "Task", "Resource": resource, "TimeoutSeconds": 60, "Next": "Done", **more}
    made = {"Work": work, "Done": {"Type": "Succeed"}, "Failed": {"Type": "Fail"}}
    text = json.dumps({"StartAt": "Work", "States": made})
    return with_resources(f"Machine:\n  Type: {MACHINE}\n  Properties:\n    DefinitionString: '{text}'")


def _caught(name: str) -> list[Mapping[str, Any]]:
    return [{"ErrorEquals": ["States.ALL"], "Next": name}]


@rule(
    id="caught-failure-does-not-succeed",
    reason="A step that catches every error and succeeds makes a job that nobody did look like one that was done.",
    source=ERRORS,
    fails=_example(Catch=_caught("Done")),
    passes=_example(Catch=_caught("Failed")),
)
def does_not_succeed(repository: Repository) -> Iterator[At]:
    """In a machine that can fail, a task whose every error is caught does not lead straight to its success."""
    for machine, body in machines(repository):
        by_name = dict(states(body))
        if not any(state.get("Type") == "Fail" for state in by_name.values()):
            continue
        for name, state in by_name.items():
            for catch in as_list(state.get("Catch")) if state.get("Type") == "Task" else ():
                if not isinstance(catch, Mapping) or not EVERY_ERROR & set(as_list(catch.get("ErrorEquals"))):
                    continue
                following = by_name.get(as_text(catch.get("Next")), {})
                if following.get("Type") == "Succeed":
                    yield At.of(machine, _told(name, as_text(catch["Next"])))


def _told(name: str, success: str) -> str:
    return (
        f'whatever fails in "{name}" leads to "{success}", so that the execution succeeds: lead to a state of the type '
        "Fail, or catch the errors alone that are none"
    )


@rule(
    id="step-that-runs-a-task-has-an-end",
    reason="A task has no time limit of its own: a step without TimeoutSeconds waits for one that hangs, for a year.",
    source=TIME_OUTS,
    fails=_example(TimeoutSeconds=None),
    passes=_example(),
)
def has_an_end(repository: Repository) -> Iterator[At]:
    """A step that waits for a container to end has a time-out, or its machine has one."""
    for machine, body in machines(repository):
        for name, state in states(body):
            kind = as_text(state.get("Resource"))
            limited = body["TimeoutSeconds"] is not None or any(state.get(f"TimeoutSeconds{path}") for path in ENDS)
            # A heartbeat shows that a program lives, and not that it ends. Without one, another rule speaks.
            beats = kind.endswith("ecs:runTask.waitForTaskToken") and state.get("HeartbeatSeconds") is not None
            if not limited and (kind.endswith(WITHOUT_AN_END) or beats):
                yield At.of(machine, f'"{name}" waits for a task without an end: give it TimeoutSeconds')
