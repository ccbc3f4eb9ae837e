"""The CodeDeploy hooks: they pass a version that works, fail one that does not, and report exactly once."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import pytest
from backend.handlers import lifecycle, post_traffic, pre_traffic
from botocore.exceptions import ReadTimeoutError

from tests.support.judged_calls import AwsFake
from tests.unit.service.box import Context, Service
from tests.unit.service.conftest import Lines

EVENT = {"DeploymentId": "d-ABCDEF123", "LifecycleEventHookExecutionId": "execution-1"}
VERSION_ARN = "arn:aws:lambda:eu-central-1:111111111111:function:backend-api:42"
HOOKS = pytest.mark.parametrize("hook", [pre_traffic, post_traffic], ids=["pre", "post"])

Response = dict[str, Any]
Change = Callable[[str, Response], Response]


@dataclass
class Aws(AwsFake, services=("lambda", "codedeploy")):
    """Invokes the real handler as Lambda would, and keeps what CodeDeploy is told. `change` breaks the answers."""

    service: Service
    change: Change = lambda path, response: response
    asked: list[str] = field(default_factory=list)
    reported: list[dict[str, str]] = field(default_factory=list)

    def invoke(self, *, FunctionName: str, Payload: bytes) -> dict[str, Any]:
        assert FunctionName == VERSION_ARN
        event = json.loads(Payload)
        self.asked.append(event["routeKey"])
        response = self.change(event["rawPath"], self.service.api.handler(event, self.service.context))
        return {"StatusCode": 200, "Payload": io.BytesIO(json.dumps(response).encode())}

    def put_lifecycle_event_hook_execution_status(self, **report: str) -> None:
        self.reported.append(report)

    def outcome(self, hook: ModuleType, milliseconds_left: int = 90_000) -> str:
        """Run the hook and return the one status that it reported, for the right deployment."""
        hook.handler(EVENT, Context(milliseconds_left))
        (report,) = self.reported
        assert (report["deploymentId"], report["lifecycleEventHookExecutionId"]) == tuple(EVENT.values())
        return report["status"]


@pytest.fixture
def aws(service: Service, monkeypatch: pytest.MonkeyPatch) -> Aws:
    made = Aws(service)
    monkeypatch.setenv("TARGET_VERSION_ARN", VERSION_ARN)
    for client in ("lambda_client", "codedeploy_client"):
        monkeypatch.setattr(lifecycle, client, lambda: made)
    return made


def test_the_hook_before_the_shift_asks_the_version_for_its_health(aws: Aws) -> None:
    assert aws.outcome(pre_traffic) == "Succeeded"
    assert aws.asked == ["GET /health"]


def test_the_hook_after_the_shift_also_sends_what_must_be_refused(aws: Aws) -> None:
    assert aws.outcome(post_traffic) == "Succeeded"
    assert aws.asked == ["GET /health", "GET /no-such-path"]


def health(**changes: Any) -> Change:
    return lambda path, response: {**response, **changes} if path == "/health" else response


BROKEN: dict[str, Change] = {
    "health is not 200": health(statusCode=503),
    "another version answers": health(body='{"status": "ok", "version": "41"}'),
    "the body is not JSON": health(body="<html>"),
    "the body is a list": health(body="[]"),
    "there is no body": lambda path, response: {"statusCode": 200},
}


@HOOKS
@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN.keys())
def test_a_version_with_a_wrong_answer_fails(aws: Aws, hook: ModuleType, change: Change) -> None:
    aws.change = change
    assert aws.outcome(hook) == "Failed"


@pytest.mark.parametrize("status", [200, 500])
def test_an_unknown_path_that_is_not_refused_fails_after_the_shift(aws: Aws, status: int) -> None:
    aws.change = lambda path, response: response if path == "/health" else {**response, "statusCode": status}
    assert aws.outcome(post_traffic) == "Failed"


@HOOKS
def test_a_version_that_crashes_fails_and_the_log_says_with_what(
    aws: Aws, hook: ModuleType, monkeypatch: pytest.MonkeyPatch, log: Lines
) -> None:
    failure = {"StatusCode": 200, "FunctionError": "Unhandled", "Payload": io.BytesIO(b"no memory")}
    monkeypatch.setattr(aws, "invoke", lambda **_: failure)
    assert aws.outcome(hook) == "Failed"
    assert "GET /health: the function failed with no memory" in str(log())


@HOOKS
def test_a_version_that_does_not_answer_in_time_fails(
    aws: Aws, hook: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def invoke(**_: Any) -> None:
        raise ReadTimeoutError(endpoint_url="https://lambda.eu-central-1.amazonaws.com")

    monkeypatch.setattr(aws, "invoke", invoke)
    assert aws.outcome(hook) == "Failed"


@HOOKS
def test_a_hook_that_runs_out_of_time_still_reports(aws: Aws, hook: ModuleType, log: Lines) -> None:
    assert aws.outcome(hook, lifecycle.NEEDED_MILLISECONDS - 1) == "Failed"
    assert aws.asked == []
    assert "no time left" in str(log())


@HOOKS
def test_a_hook_with_a_wrong_setting_reports_failed_instead_of_leaving_codedeploy_to_wait(
    aws: Aws, hook: ModuleType, monkeypatch: pytest.MonkeyPatch, log: Lines
) -> None:
    monkeypatch.delenv("TARGET_VERSION_ARN")
    assert aws.outcome(hook) == "Failed"
    assert "TARGET_VERSION_ARN: Field required" in str(log())
