"""A store gets one probe, its place is written down outside of the store, and the next release hears of it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import boto3
import pytest
from moto import mock_aws

from environments import ENVIRONMENTS
from pipeline.actions.keep_probe import keep
from project import QUALIFIER
from security import session
from settings.failure import ActionFailed
from workload import kept_probe
from workload.names import deployment_name, stack_name

ENVIRONMENT = replace(ENVIRONMENTS[0], account="111111111111", replace_data=())
BUCKET = f"cdk-{QUALIFIER}-assets-111111111111-{ENVIRONMENT.region}"
KEY = f"kept-probe/{deployment_name(ENVIRONMENT)}.json"
# As a service stack with a probe has it.
TEMPLATE: dict[str, Any] = {
    "Parameters": {"KeptProbe": {"Type": "String", "Default": "none"}},
    "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}},
    "Outputs": {"KeptProbe": {"Value": {"Ref": "KeptProbe"}}},
}
REQUEST = json.dumps({"path": "/orders", "body": {"customer_id": "probe"}})
PLACED = "/orders/4f2c91d0"


@dataclass
class Service:
    """Places what it gets at PLACED. placing: status and headers of that answer. reading: status of what is read."""

    placing: tuple[int, dict[str, str]] = (201, {"Preference-Applied": "keep", "Location": PLACED})
    reading: int = 200
    asked: list[tuple[str, Any]] = field(default_factory=list)
    endpoint: str = ""

    def outputs(self, probe: str = kept_probe.NONE) -> dict[str, str]:
        return {"Endpoint": self.endpoint, "KeptProbe": probe, "KeptProbeRequest": REQUEST}


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            made.asked.append((f"POST {self.path} {self.headers['X-Synthetic']} {self.headers['Prefer']}", body))
            self.answer(*made.placing)

        def do_GET(self) -> None:
            made.asked.append((f"GET {self.path} {self.headers['X-Synthetic']}", None))
            self.answer(made.reading, {})

        def answer(self, status: int, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": "2"}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, format: str, *values: Any) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        made.endpoint = f"http://127.0.0.1:{server.server_port}"
        yield made
        server.shutdown()


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The account of the environment with its staging bucket and the service; the client of CloudFormation."""
    with mock_aws(config={"core": {"passthrough": {"urls": [r"http://127\.0\.0\.1.*"]}}}):
        here = boto3.Session(region_name=ENVIRONMENT.region)
        monkeypatch.setattr(session, "publish_session", lambda _environment: here)
        where = {} if ENVIRONMENT.region == "us-east-1" else {"LocationConstraint": ENVIRONMENT.region}
        here.client("s3").create_bucket(Bucket=BUCKET, **({"CreateBucketConfiguration": where} if where else {}))
        cloudformation = here.client("cloudformation")
        make_service(cloudformation)
        yield cloudformation


def make_service(cloudformation: Any) -> None:
    cloudformation.create_stack(StackName=stack_name(ENVIRONMENT, "service"), TemplateBody=json.dumps(TEMPLATE))


def written() -> list[str]:
    listed = boto3.client("s3", region_name=ENVIRONMENT.region).list_objects_v2(Bucket=BUCKET)
    return [each["Key"] for each in listed.get("Contents", ())]


def write(text: str) -> None:
    boto3.client("s3", region_name=ENVIRONMENT.region).put_object(Bucket=BUCKET, Key=KEY, Body=text.encode())


def handed(cloudformation: Any, **changes: Any) -> dict[str, str]:
    """What the next deployment tells the hooks."""
    return kept_probe.given(replace(ENVIRONMENT, **changes), TEMPLATE, cloudformation)


def test_a_first_release_has_nothing_to_find(account: Any) -> None:
    assert handed(account) == {"KeptProbe": "none"}


def test_a_probe_is_placed_read_back_and_handed_to_the_next_release(
    account: Any, service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(ENVIRONMENT, account, service.outputs())
    assert service.asked == [
        ("POST /orders true keep", {"customer_id": "probe"}),
        (f"GET {PLACED} true", None),
    ]
    assert handed(account) == {"KeptProbe": PLACED}
    assert f"{PLACED} was placed in {ENVIRONMENT.name}" in capsys.readouterr().out


def test_a_probe_that_is_there_is_never_placed_again(account: Any, service: Service) -> None:
    keep(ENVIRONMENT, account, service.outputs(probe="/orders/older"))
    assert (service.asked, written()) == ([], [])


def test_a_service_that_places_none_is_left_alone(account: Any, service: Service) -> None:
    keep(ENVIRONMENT, account, {"Endpoint": service.endpoint})
    assert (service.asked, written()) == ([], [])
    assert kept_probe.given(ENVIRONMENT, {"Resources": {}}, account) == {}


@pytest.mark.parametrize(
    ("placing", "reading", "says"),
    [
        ((422, {}), 200, "POST /orders answers with HTTP status 422"),
        ((200, {"Preference-Applied": "keep", "Location": PLACED}), 200, "HTTP status 200"),
        ((201, {"Location": PLACED}), 200, "does not answer that it keeps"),
        ((201, {"Preference-Applied": "keep"}), 200, "Location ''"),
        ((201, {"Preference-Applied": "keep", "Location": "https://a.example/orders/1"}), 200, "which is no path"),
        ((201, {"Preference-Applied": "keep", "Location": "/orders/1?a=b"}), 200, "which is no path"),
        ((201, {"Preference-Applied": "keep", "Location": PLACED}), 404, f"GET {PLACED} answers with HTTP status 404"),
    ],
)
def test_what_the_service_does_not_keep_is_not_written_down_and_fails_nothing(
    account: Any,
    service: Service,
    capsys: pytest.CaptureFixture[str],
    placing: tuple[int, dict[str, str]],
    reading: int,
    says: str,
) -> None:
    service.placing, service.reading = placing, reading
    keep(ENVIRONMENT, account, service.outputs())
    assert (handed(account), written()) == ({"KeptProbe": "none"}, [])
    said = capsys.readouterr().out
    assert f"No probe is kept in {ENVIRONMENT.name}, the next deployment tries again" in said and says in said


def test_a_service_that_does_not_answer_and_a_bucket_that_refuses_fail_nothing(
    account: Any, service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(ENVIRONMENT, account, {**service.outputs(), "Endpoint": "http://127.0.0.1:1"})
    boto3.client("s3", region_name=ENVIRONMENT.region).delete_bucket(Bucket=BUCKET)
    keep(ENVIRONMENT, account, service.outputs())
    assert capsys.readouterr().out.count("the next deployment tries again") == 2


def test_data_that_may_go_need_not_be_found_by_this_release_nor_its_rollback_and_gets_a_new_probe(
    account: Any, service: Service
) -> None:
    write(json.dumps({"stack": stack_id(account), "path": "/orders/older"}))
    assert handed(account) == {"KeptProbe": "/orders/older"}
    assert handed(account, replace_data=("Orders",)) == {"KeptProbe": "none"}
    assert handed(account) == {"KeptProbe": "none"}
    keep(ENVIRONMENT, account, service.outputs())
    assert handed(account) == {"KeptProbe": PLACED}


def test_an_environment_that_was_deleted_and_made_again_has_nothing_to_find(account: Any, service: Service) -> None:
    keep(ENVIRONMENT, account, service.outputs())
    account.delete_stack(StackName=stack_name(ENVIRONMENT, "service"))
    assert handed(account) == {"KeptProbe": "none"}
    make_service(account)
    assert handed(account) == {"KeptProbe": "none"}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"stack": "a", "path": "orders"}', '{"path": "/orders/1 --x"}'])
def test_what_no_deployment_wrote_fails_and_names_the_file(account: Any, text: str) -> None:
    write(text)
    with pytest.raises(ActionFailed, match=f"s3://{BUCKET}/{KEY} is not what a deployment writes there; delete it"):
        handed(account)


def test_a_review_keeps_the_value_that_is_deployed(account: Any) -> None:
    assert kept_probe.present(ENVIRONMENT, TEMPLATE, account) == {"KeptProbe": "none"}
    account.update_stack(
        StackName=stack_name(ENVIRONMENT, "service"),
        UsePreviousTemplate=True,
        Parameters=[{"ParameterKey": "KeptProbe", "ParameterValue": PLACED}],
    )
    assert kept_probe.present(ENVIRONMENT, TEMPLATE, account) == {"KeptProbe": PLACED}
    assert kept_probe.present(ENVIRONMENT, {"Resources": {}}, account) == {}


def stack_id(cloudformation: Any) -> str:
    found = cloudformation.describe_stacks(StackName=stack_name(ENVIRONMENT, "service"))["Stacks"][0]["StackId"]
    return str(found)
