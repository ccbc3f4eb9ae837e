"""The real clients of the hooks: bounded in time, and calls that the APIs of AWS accept."""

import io
import json
from typing import Any

import pytest
from botocore.response import StreamingBody
from botocore.stub import Stubber
from orders import probes
from orders.handlers import lifecycle

from tests.unit.service.box import Context

VERSION_ARN = "arn:aws:lambda:eu-central-1:111111111111:function:orders-api:42"
ENOUGH_TIME = Context(milliseconds_left=90_000)


def test_a_request_is_sent_once_and_has_a_time_out_within_what_is_reserved_for_it() -> None:
    config: Any = lifecycle.lambda_client().meta.config
    assert config.retries["total_max_attempts"] == 1
    seconds = config.read_timeout + config.connect_timeout + lifecycle.REPORT_SECONDS
    assert seconds * 1000 <= lifecycle.NEEDED_MILLISECONDS


def test_the_report_and_its_second_try_fit_into_the_time_reserved_for_them() -> None:
    config: Any = lifecycle.codedeploy_client().meta.config
    assert (
        config.retries["total_max_attempts"] * (config.read_timeout + config.connect_timeout) < lifecycle.REPORT_SECONDS
    )


def test_lambda_accepts_the_invocation() -> None:
    client = lifecycle.lambda_client()
    request = probes.request("GET", "/health")
    answered = json.dumps({"statusCode": 200, "body": '{"status":"ok"}'}).encode()
    with Stubber(client) as aws:
        aws.add_response(
            "invoke",
            {"StatusCode": 200, "Payload": StreamingBody(io.BytesIO(answered), len(answered))},
            {"FunctionName": VERSION_ARN, "Payload": json.dumps(request).encode()},
        )
        answer = lifecycle.send(client, VERSION_ARN, request, ENOUGH_TIME)  # type: ignore[arg-type]
    assert answer == probes.Answer(status=200, body={"status": "ok"})


def test_codedeploy_accepts_the_report(monkeypatch: pytest.MonkeyPatch) -> None:
    client = lifecycle.codedeploy_client()
    monkeypatch.setattr(lifecycle, "codedeploy_client", lambda: client)
    monkeypatch.setenv("TARGET_VERSION_ARN", VERSION_ARN)
    with Stubber(client) as aws:
        aws.add_response(
            "put_lifecycle_event_hook_execution_status",
            {"lifecycleEventHookExecutionId": "execution-1"},
            {"deploymentId": "d-ABCDEF123", "lifecycleEventHookExecutionId": "execution-1", "status": "Succeeded"},
        )
        event = {"DeploymentId": "d-ABCDEF123", "LifecycleEventHookExecutionId": "execution-1"}
        lifecycle.run(event, ENOUGH_TIME, lambda settings: [])  # type: ignore[arg-type]
        aws.assert_no_pending_responses()
