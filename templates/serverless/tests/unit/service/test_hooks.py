"""The CodeDeploy hooks: they pass a version that works, fail one that does not, and report exactly once."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError
from orders.handlers import lifecycle, post_traffic, pre_traffic

from tests.support.judged_calls import AwsFake
from tests.unit.service.box import Context, Service
from tests.unit.service.conftest import Lines

EVENT = {"DeploymentId": "d-ABCDEF123", "LifecycleEventHookExecutionId": "execution-1"}
VERSION_ARN = "arn:aws:lambda:eu-central-1:111111111111:function:orders-api:42"
HOOKS = pytest.mark.parametrize("hook", [pre_traffic, post_traffic], ids=["pre", "post"])

Response = dict[str, Any]
Change = Callable[[str, Response], Response]


@dataclass
class Lambda(AwsFake, services=("lambda",)):
    """Invokes the real handler, as Lambda would. `change` breaks its answers: (route, response) -> response."""

    service: Service
    change: Change = lambda route, response: response
    invoked: list[str] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)

    def invoke(self, *, FunctionName: str, Payload: bytes) -> dict[str, Any]:
        event = json.loads(Payload)
        self.invoked.append(FunctionName)
        self.events.append(event)
        try:
            response = self.service.api.handler(event, self.service.context)
        except Exception as error:
            failure = json.dumps({"errorType": type(error).__name__, "errorMessage": str(error)})
            return {"StatusCode": 200, "FunctionError": "Unhandled", "Payload": io.BytesIO(failure.encode())}
        changed = self.change(event["routeKey"].split()[0] + event["rawPath"], response)
        return {"StatusCode": 200, "Payload": io.BytesIO(json.dumps(changed).encode())}


@dataclass
class CodeDeploy(AwsFake, services=("codedeploy",)):
    """Keeps what was reported."""

    reported: list[dict[str, str]] = field(default_factory=list)

    def put_lifecycle_event_hook_execution_status(self, **report: str) -> None:
        self.reported.append(report)


@dataclass
class Deployment:
    """A deployment whose hooks run against fakes of Lambda and CodeDeploy."""

    function: Lambda
    codedeploy: CodeDeploy
    context: Context

    def outcome(self, hook: ModuleType) -> str:
        """Run the hook and return the one status that it reported, for the right deployment."""
        hook.handler(EVENT, self.context)
        assert [report | {"status": ""} for report in self.codedeploy.reported] == [
            {"deploymentId": "d-ABCDEF123", "lifecycleEventHookExecutionId": "execution-1", "status": ""}
        ]
        return self.codedeploy.reported[0]["status"]


@pytest.fixture
def deployment(service: Service, monkeypatch: pytest.MonkeyPatch) -> Deployment:
    made = Deployment(Lambda(service), CodeDeploy(), Context(milliseconds_left=90_000))
    monkeypatch.setenv("TARGET_VERSION_ARN", VERSION_ARN)
    monkeypatch.setattr(lifecycle, "lambda_client", lambda: made.function)
    monkeypatch.setattr(lifecycle, "codedeploy_client", lambda: made.codedeploy)
    return made


def body(response: Response, **changes: Any) -> Response:
    return {**response, "body": json.dumps({**json.loads(response["body"]), **changes})}


@HOOKS
def test_a_version_that_works_succeeds(deployment: Deployment, hook: ModuleType) -> None:
    assert deployment.outcome(hook) == "Succeeded"


def test_the_hook_before_the_shift_asks_for_health_places_an_order_and_reads_it(deployment: Deployment) -> None:
    deployment.outcome(pre_traffic)
    assert set(deployment.function.invoked) == {VERSION_ARN}
    routes = [event["routeKey"].split()[0] + event["rawPath"] for event in deployment.function.events]
    assert routes[:2] == ["GET/health", "POST/orders"]
    assert routes[2].startswith("GET/orders/") and len(routes) == 3


def test_the_hook_after_the_shift_also_sends_an_order_that_must_be_refused(deployment: Deployment) -> None:
    deployment.outcome(post_traffic)
    assert [event["routeKey"].split()[0] for event in deployment.function.events] == ["GET", "POST", "GET", "POST"]


def placed_by_an_earlier_release(service: Service) -> str:
    """The path of an order that the store holds."""
    path: str = service.place(synthetic=True).headers["Location"]
    return path


def test_an_order_of_an_earlier_release_is_asked_for_first_and_found(
    deployment: Deployment, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = placed_by_an_earlier_release(service)
    monkeypatch.setenv("KEPT_PROBE", path)
    assert deployment.outcome(pre_traffic) == "Succeeded"
    assert [event["rawPath"] for event in deployment.function.events][1] == path


def test_a_store_that_was_emptied_fails_before_the_shift_and_the_log_says_what_that_means(
    deployment: Deployment, service: Service, dynamodb: Any, monkeypatch: pytest.MonkeyPatch, log: Lines
) -> None:
    path = placed_by_an_earlier_release(service)
    monkeypatch.setenv("KEPT_PROBE", path)
    dynamodb.delete_item(TableName="orders", Key={"order_id": {"S": path.rpartition("/")[2]}})
    assert deployment.outcome(pre_traffic) == "Failed"
    assert f"GET {path}: 404, and an earlier release placed it: the store of this version was emptied" in str(log())


def test_an_order_of_an_earlier_release_that_cannot_be_read_fails(
    deployment: Deployment, service: Service, monkeypatch: pytest.MonkeyPatch, log: Lines
) -> None:
    path = placed_by_an_earlier_release(service)
    monkeypatch.setenv("KEPT_PROBE", path)
    deployment.function.change = lambda route, r: {**r, "statusCode": 500} if route == f"GET{path}" else r
    assert deployment.outcome(pre_traffic) == "Failed"
    assert f"status of GET {path}: expected" in str(log())


def test_before_anything_was_placed_nothing_is_asked_for(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEPT_PROBE", "none")
    assert deployment.outcome(pre_traffic) == "Succeeded"
    assert len(deployment.function.events) == 3


@pytest.mark.parametrize("value", ["", "orders/1", "/orders/1?all=yes", "https://example.com/orders/1"])
def test_a_place_that_is_no_path_is_reported_as_failed(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch, value: str, log: Lines
) -> None:
    monkeypatch.setenv("KEPT_PROBE", value)
    assert deployment.outcome(pre_traffic) == "Failed"
    assert "KEPT_PROBE" in str(log())


def test_orders_of_hooks_delete_themselves(deployment: Deployment, dynamodb: Any) -> None:
    deployment.outcome(post_traffic)
    items = dynamodb.scan(TableName="orders")["Items"]
    assert len(items) == 1 and "expires_at" in items[0]


BROKEN: dict[str, Change] = {
    "health is not 200": lambda route, r: {**r, "statusCode": 503} if route == "GET/health" else r,
    "another version answers": lambda route, r: body(r, version="41") if route == "GET/health" else r,
    "placing is not 201": lambda route, r: {**r, "statusCode": 200} if route == "POST/orders" else r,
    "the total is wrong": lambda route, r: body(r, total=500) if route == "POST/orders" else r,
    "the order has no id": lambda route, r: body(r, order_id=None) if route == "POST/orders" else r,
    "reading is 500": lambda route, r: {**r, "statusCode": 500} if route.startswith("GET/orders/") else r,
    "another order is read": lambda route, r: body(r, currency="USD") if route.startswith("GET/orders/") else r,
    "the body is not JSON": lambda route, r: {**r, "body": "<html>"},
    "the body is a list": lambda route, r: {**r, "body": "[]"},
    "there is no body": lambda route, r: {"statusCode": 200},
    "the answer is no response": lambda route, r: ["nothing"],  # type: ignore[dict-item, return-value]
}


@HOOKS
@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN.keys())
def test_a_version_with_a_wrong_answer_fails(deployment: Deployment, hook: ModuleType, change: Change) -> None:
    deployment.function.change = change
    assert deployment.outcome(hook) == "Failed"


@pytest.mark.parametrize(("status", "problems"), [(500, None), (201, None), (422, [])])
def test_a_bad_order_that_is_not_refused_properly_fails_after_the_shift(
    deployment: Deployment, status: int, problems: list[str] | None
) -> None:
    def change(route: str, response: Response) -> Response:
        if response["statusCode"] != 422:
            return response
        return {**(response if problems is None else body(response, problems=problems)), "statusCode": status}

    deployment.function.change = change
    assert deployment.outcome(post_traffic) == "Failed"


@HOOKS
def test_a_version_that_crashes_fails_and_the_log_says_with_what(
    deployment: Deployment, hook: ModuleType, dynamodb: Any, log: Lines
) -> None:
    dynamodb.delete_table(TableName="orders")
    assert deployment.outcome(hook) == "Failed"
    assert "POST /orders: the function failed with" in str(log())


@HOOKS
def test_a_version_that_does_not_answer_in_time_fails(
    deployment: Deployment, hook: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def invoke(**_: Any) -> None:
        raise ReadTimeoutError(endpoint_url="https://lambda.eu-central-1.amazonaws.com")

    monkeypatch.setattr(deployment.function, "invoke", invoke)
    assert deployment.outcome(hook) == "Failed"


@HOOKS
def test_a_hook_that_runs_out_of_time_still_reports(deployment: Deployment, hook: ModuleType, log: Lines) -> None:
    deployment.context.milliseconds_left = lifecycle.NEEDED_MILLISECONDS - 1
    assert deployment.outcome(hook) == "Failed"
    assert deployment.function.invoked == []
    assert "no time left" in str(log())


@HOOKS
def test_a_hook_with_a_wrong_setting_reports_failed_instead_of_leaving_codedeploy_to_wait(
    deployment: Deployment, hook: ModuleType, monkeypatch: pytest.MonkeyPatch, log: Lines
) -> None:
    monkeypatch.delenv("TARGET_VERSION_ARN")
    assert deployment.outcome(hook) == "Failed"
    assert "TARGET_VERSION_ARN: Field required" in str(log())


@HOOKS
def test_an_event_that_is_not_from_codedeploy_is_an_error_before_anything_is_invoked(
    deployment: Deployment, hook: ModuleType
) -> None:
    with pytest.raises(KeyError, match="LifecycleEventHookExecutionId"):
        hook.handler({"DeploymentId": "d-ABCDEF123"}, deployment.context)
    assert deployment.function.invoked == []


@HOOKS
def test_a_report_that_fails_is_an_error_and_is_not_tried_as_failed(
    deployment: Deployment, hook: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def refuse(*, status: str, **_: str) -> None:
        tried.append(status)
        raise RuntimeError("no permission")

    monkeypatch.setattr(deployment.codedeploy, "put_lifecycle_event_hook_execution_status", refuse)
    with pytest.raises(RuntimeError, match="no permission"):
        hook.handler(EVENT, deployment.context)
    assert tried == ["Succeeded"]
