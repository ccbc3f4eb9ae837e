"""What is deployed with SAM is what Build made: uploaded as it is, planned and deployed with the same values."""

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from botocore.exceptions import ClientError

from environments import SANDBOX
from monitoring import stacks
from project import NAME, QUALIFIER
from security import session
from settings.configuration import ConfigurationError
from settings.failure import ActionFailed
from tests.support.change_sets import let_pass
from tests.support.cloudformation import resources, text
from tests.support.judged_calls import judged_client
from workload import change_set, deploy, uploads
from workload.names import stack_name
from workload.parameters import EXTENSION_TEMPLATE, SERVICE_TEMPLATE, load_template
from workload.planned import BEFORE_APPROVAL


class Account:
    """What `deploy` uses of an account: sessions, uploads, and the change set that it asks for."""

    def __init__(self) -> None:
        self.client = judged_client(Mock(), "cloudformation", "s3")
        self.client.meta.endpoint_url = f"https://s3.{SANDBOX.region}.amazonaws.com"
        self.session = Mock()
        self.session.client.return_value = self.client
        self.session.get_partition_for_region.return_value = "aws"
        self.change: Any = None
        self.there: set[str] = set()
        self.client.describe_stacks.return_value = {"Stacks": [{"StackId": "arn:service/1", "Outputs": []}]}
        self.client.exceptions.NoSuchKey = KeyError
        self.client.get_object.side_effect = KeyError
        self.client.head_object.side_effect = self.head
        self.client.put_object.side_effect = lambda **given: self.there.add(given["Key"])

    def head(self, *, Bucket: str, Key: str) -> None:
        if Key not in self.there:
            raise ClientError({"Error": {"Code": "404", "Message": f"not in {Bucket}"}}, "HeadObject")

    def uploaded(self) -> dict[str, dict[str, Any]]:
        """What was put where, by its key."""
        return {call.kwargs["Key"]: call.kwargs for call in self.client.put_object.call_args_list}

    def apply(self, _client: Any, change: change_set.Change, _examine: object) -> None:
        self.change = change


def packages(command: list[str], **_options: Any) -> None:
    """Stands for SAM: code, a nested template that names its bucket, and the template that names both."""
    (uploads.FOLDER / "1c0de").write_bytes(b"code")
    (uploads.FOLDER / "2.template").write_text(json.dumps({"Bucket": uploads.BUCKET}), encoding="utf-8")
    template = load_template(SERVICE_TEMPLATE)
    template["Resources"]["Extension"]["Properties"]["TemplateURL"] = f"{uploads.ADDRESS}/{NAME}/2.template"
    for function in resources(template, "AWS::Serverless::Function").values():
        function["Properties"]["CodeUri"] = f"s3://{uploads.BUCKET}/{NAME}/1c0de"
    packaged = Path(command[command.index("--output-template-file") + 1])
    packaged.write_text(json.dumps(template), encoding="utf-8")


@pytest.fixture
def account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Account:
    made = Account()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(uploads.subprocess, "run", packages)
    uploads.make()
    for kind in ("deploy_session", "publish_session"):
        monkeypatch.setattr(session, kind, lambda _environment: made.session)
    monkeypatch.setattr(session, "account", lambda _environment: "333333333333")
    monkeypatch.setattr(stacks, "outputs", lambda _client, _stack: {"KeyArn": "arn"})
    monkeypatch.setattr(change_set, "apply", made.apply)
    monkeypatch.setattr(deploy, "parameters", lambda _environment, **_of: {"Given": "value"})
    return made


def test_the_service_is_deployed_from_the_bucket_of_its_region_by_the_bootstraps_role(account: Account) -> None:
    deploy.deploy(SANDBOX, "service", let_pass)
    region, change = SANDBOX.region, account.change
    bucket = f"cdk-{QUALIFIER}-assets-333333333333-{region}"
    assert {each["Bucket"] for each in account.uploaded().values()} == {bucket}
    key = account.client.put_object.call_args.kwargs["Key"]
    assert change.template == {"TemplateURL": f"https://{bucket}.s3.{region}.amazonaws.com/{key}"}
    assert change.role == f"arn:aws:iam::333333333333:role/cdk-{QUALIFIER}-cfn-exec-role-333333333333-{region}"
    assert change.stack == stack_name(SANDBOX, "service")


def test_what_build_made_is_uploaded_as_it_is_and_names_the_bucket_of_the_environment(account: Account) -> None:
    deploy.deploy(SANDBOX, "service", let_pass)
    bucket = f"cdk-{QUALIFIER}-assets-333333333333-{SANDBOX.region}"
    uploaded = account.uploaded()
    assert uploaded[f"{NAME}/1c0de"]["Body"] == b"code"
    assert json.loads(uploaded[f"{NAME}/2.template"]["Body"]) == {"Bucket": bucket}
    service = json.loads(account.client.put_object.call_args.kwargs["Body"])
    functions = resources(service, "AWS::Serverless::Function").values()
    assert {each["Properties"]["CodeUri"] for each in functions} == {f"s3://{bucket}/{NAME}/1c0de"}
    nested = f"https://s3.{SANDBOX.region}.amazonaws.com/{bucket}/{NAME}/2.template"
    assert service["Resources"]["Extension"]["Properties"]["TemplateURL"] == nested


def test_what_is_in_the_bucket_is_not_uploaded_again(account: Account) -> None:
    deploy.deploy(SANDBOX, "service", let_pass)
    uploads_of_the_first, address = len(account.uploaded()), account.change.template
    deploy.deploy(SANDBOX, "service", let_pass)
    assert account.client.put_object.call_count == uploads_of_the_first
    assert account.change.template == address


def test_without_a_package_the_deployment_says_how_to_make_it(account: Account) -> None:
    uploads.SERVICE.unlink()
    with pytest.raises(ActionFailed, match=r"service\.json is missing: run `make package`"):
        deploy.deploy(SANDBOX, "service", let_pass)


def test_each_part_is_deployed_as_what_it_is(account: Account) -> None:
    deploy.deploy(SANDBOX, "service", let_pass)
    assert account.change.part == "service"
    deploy.deploy(SANDBOX, "data", let_pass)
    assert account.change.part == "data"


@pytest.mark.parametrize("replaced", [(), ("Orders",)], ids=["kept", "may go"])
def test_a_template_that_asks_for_it_hears_where_an_earlier_release_placed_a_probe(
    account: Account, replaced: tuple[str, ...]
) -> None:
    asks_for_the_probe(True)
    written = json.dumps({"stack": "arn:service/1", "path": "/orders/4f2c91d0"}).encode()
    account.client.get_object.side_effect = lambda **_: {"Body": io.BytesIO(written)}
    deploy.deploy(replace(SANDBOX, replace_data=replaced), "service", let_pass)
    assert account.change.parameters["KeptProbe"] == ("none" if replaced else "/orders/4f2c91d0")


def test_another_template_hears_of_none(account: Account) -> None:
    asks_for_the_probe(False)
    deploy.deploy(SANDBOX, "service", let_pass)
    assert "KeptProbe" not in account.change.parameters
    assert "KeptProbe" not in deploy.planned(SANDBOX, "service", account.session).parameters


def asks_for_the_probe(asks: bool) -> None:
    """Let the template that Build made have the parameter, or not."""
    built = uploads.service_template()
    built["Parameters"].pop("KeptProbe", None)
    built["Parameters"] |= {"KeptProbe": {"Type": "String", "Default": "none"}} if asks else {}
    uploads.SERVICE.write_text(json.dumps(built), "utf-8")


def test_what_is_uploaded_has_the_alarms_of_the_team(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extensions.resources.EXAMPLE", True)
    uploads.make()
    deploy.deploy(SANDBOX, "service", let_pass)
    uploaded = json.loads(account.client.put_object.call_args.kwargs["Body"])
    outputs = load_template(EXTENSION_TEMPLATE).get("Outputs", {})
    for name in (each for each in outputs if each.endswith("HealthAlarm")):
        assert f'"Outputs.{name}"' in text(uploaded["Outputs"]["HealthAlarms"])


def test_what_is_planned_is_what_is_deployed_and_uploads_nested_templates_alone(account: Account) -> None:
    planned = deploy.planned(SANDBOX, "service", account.session)
    assert [*account.uploaded()] == [f"{BEFORE_APPROVAL}{NAME}/2.template"]
    deploy.deploy(SANDBOX, "service", let_pass)
    deployed = account.client.put_object.call_args.kwargs["Body"].decode()
    assert planned.template != deployed and planned.template.replace(BEFORE_APPROVAL, "") == deployed
    assert (planned.parameters, planned.tags) == (account.change.parameters, account.change.tags)
    data = deploy.planned(SANDBOX, "data", account.session)
    deploy.deploy(SANDBOX, "data", let_pass)
    assert account.change.template == {"TemplateBody": data.template}


def test_the_fingerprint_is_that_of_what_build_made(account: Account) -> None:
    made = [deploy.fingerprint(SANDBOX, part) for part in ("data", "service")]
    assert made == [deploy.fingerprint(SANDBOX, part) for part in ("data", "service")] and made[0] != made[1]
    uploads.SERVICE.write_text(json.dumps({**uploads.service_template(), "Description": "another"}), "utf-8")
    again = [deploy.fingerprint(SANDBOX, part) for part in ("data", "service")]
    assert again[0] == made[0] and again[1] != made[1]


def test_a_parameter_that_comes_with_the_release_is_told_and_not_refused(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_environment: object, **_of: object) -> None:
        raise ConfigurationError("nothing gives the parameter QueueArn a value")

    monkeypatch.setattr(deploy, "parameters", missing)
    assert "QueueArn" in deploy.planned(SANDBOX, "service", account.session).unknown
    assert deploy.planned(SANDBOX, "data", account.session).unknown == ""
