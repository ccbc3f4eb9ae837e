"""moto's interpreter of Amazon States Language, with what it lacks for tasks that report by a token.

- It evaluates JSONata by a Java library, which is not here: jsonata-python takes its place, with `$parse`, which Step
  Functions adds to the language.
- It drops the cause of SendTaskFailure.
- A report that comes before it waits for heartbeats is not seen, and a further try sees the report of the try before.
- It knows no jitter, and a test does not wait half a minute before a further try.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from jsonata.jsonata import Jsonata  # type: ignore[import-untyped]
from moto import mock_aws
from moto.core.config import DefaultConfig
from moto.core.responses import EmptyResult
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import state_task_service_ecs
from moto.stepfunctions.parser.asl.eval.callback.callback import (
    CallbackEndpoint,
    CallbackPoolManager,
    HeartbeatEndpoint,
)
from moto.stepfunctions.parser.asl.jsonata import jsonata as moto_jsonata
from moto.stepfunctions.responses import StepFunctionResponse

from tests.support.moto_in_order import in_order

# Of ECS RunTask: its parameters, in the case of Step Functions.
Start = Callable[[dict[str, Any]], None]


@contextmanager
def interpreter(start: Start) -> Iterator[None]:
    """Executions run, and each RunTask of ECS calls `start`, which does not wait for the end of its task."""
    endpoints: dict[str, CallbackEndpoint] = {}
    add, heartbeats = CallbackPoolManager.add, CallbackEndpoint.setup_heartbeat_endpoint

    def adding(self: CallbackPoolManager, callback_id: str) -> CallbackEndpoint:
        endpoints[callback_id] = add(self, callback_id)
        return endpoints[callback_id]

    def waiting(self: CallbackEndpoint, heartbeat_seconds: int) -> HeartbeatEndpoint:
        endpoint = heartbeats(self, heartbeat_seconds)
        if self.get_outcome() is not None:
            endpoint.notify()  # type: ignore[no-untyped-call]
        return endpoint

    class Ecs:
        def run_task(self, **asked: Any) -> dict[str, Any]:
            variables = asked["Overrides"]["ContainerOverrides"][0]["Environment"]
            [token] = [each["Value"] for each in variables if each["Name"] == "TASK_TOKEN"]
            endpoints[token]._outcome = None
            endpoints[token]._notify_event.clear()
            start(asked)
            return {"Tasks": [{"TaskArn": "task", "ClusterArn": asked["Cluster"]}]}

        def describe_tasks(self, **_: Any) -> dict[str, Any]:
            return {"Tasks": [{"TaskArn": "task"}]}

    settings: DefaultConfig = {"stepfunctions": {"execute_state_machine": True}}
    with ExitStack() as stack:
        stack.enter_context(mock_aws(config=settings))
        stack.enter_context(in_order())
        for target, name, replacement in (
            (moto_jsonata, "_eval_jsonata", _evaluate),
            (StepFunctionResponse, "send_task_failure", _send_task_failure),
            (CallbackPoolManager, "add", adding),
            (CallbackEndpoint, "setup_heartbeat_endpoint", waiting),
            (state_task_service_ecs, "boto_client_for", lambda **_: Ecs()),
        ):
            stack.enter_context(patch.object(target, name, replacement))
        yield


def without_waits(definition: dict[str, Any]) -> dict[str, Any]:
    """The definition as this interpreter takes it."""
    for state in definition["States"].values():
        for retry in state.get("Retry", []):
            retry["IntervalSeconds"] = 1
            del retry["JitterStrategy"]
    return definition


def _send_task_failure(self: StepFunctionResponse) -> EmptyResult:
    asked = {name: self._get_param(name) for name in ("error", "cause")}
    self.stepfunction_backend.send_task_failure(self._get_param("taskToken"), **asked)
    return EmptyResult()


def _evaluate(expression: str) -> object:
    found = Jsonata(expression)
    found.register_lambda("parse", json.loads)
    return found.evaluate(None)
