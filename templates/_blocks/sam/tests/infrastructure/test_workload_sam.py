"""What only the SAM variant can get wrong: the call to AWS, the parameters, the build."""

import io
import json
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import Mock
from uuid import uuid4

import boto3
import pytest
from botocore.exceptions import ClientError, WaiterError
from botocore.stub import Stubber

from environments import ENVIRONMENTS, SANDBOX
from monitoring import stacks
from project import NAME, QUALIFIER
from security import session
from settings.configuration import ConfigurationError
from settings.failure import ActionFailed
from tests.support.change_sets import VALIDATION_FAILED, let_pass, validation_error
from tests.support.cloudformation import resources, text
from tests.support.judged_calls import judged_client
from tests.support.synthesis import CODE
from workload import change_set, deploy, uploads
from workload.environment import Environment
from workload.names import Part, stack_name
from workload.parameters import EXTENSION_TEMPLATE, SERVICE_TEMPLATE, load_template, parameters
from workload.planned import BEFORE_APPROVAL

MAKEFILE = CODE / "Makefile"
IN_TEMPLATE, IN_MAKEFILE = "workload/service/template.yaml", "workload/service/runtime/Makefile"
ROLE = "arn:aws:iam::012345678901:role/execution"
CHANGE = change_set.Change(
    stack="orders-dev-data",
    template={"TemplateBody": "{}"},
    parameters={},
    tags={},
    role=ROLE,
    environment=replace(SANDBOX, protect_data=True),
    part="data",
)


def cloudformation(*, status: str | None, refused: str = "") -> Mock:
    client = judged_client(Mock(), "cloudformation")
    missing = ClientError({"Error": {"Code": "ValidationError", "Message": "Stack does not exist"}}, "DescribeStacks")
    client.describe_stacks.side_effect = None if status else missing
    client.describe_stacks.return_value = {"Stacks": [{"StackStatus": status}]}
    client.describe_change_set.return_value = {"Status": "FAILED", "StatusReason": refused}
    if refused:
        client.get_waiter.return_value.wait.side_effect = WaiterError("change_set", "FAILED", {})
    return client


def test_a_stack_that_does_not_exist_is_created_and_protected_after_that() -> None:
    client = cloudformation(status=None)
    change_set.apply(client, CHANGE, let_pass)
    assert client.create_change_set.call_args.kwargs["ChangeSetType"] == "CREATE"
    assert [name for name, *_ in client.method_calls][-1] == "update_termination_protection"
    assert client.update_termination_protection.call_args.kwargs["EnableTerminationProtection"] is True


def test_a_stack_that_exists_is_updated_with_the_execution_role() -> None:
    client = cloudformation(status="UPDATE_COMPLETE")
    change_set.apply(client, CHANGE, let_pass)
    assert client.create_change_set.call_args.kwargs["ChangeSetType"] == "UPDATE"
    assert client.create_change_set.call_args.kwargs["RoleARN"] == ROLE
    client.execute_change_set.assert_called_once()


def test_an_empty_change_set_is_a_success() -> None:
    client = cloudformation(status="CREATE_COMPLETE", refused="The submitted information didn't contain changes.")
    change_set.apply(client, CHANGE, let_pass)
    client.execute_change_set.assert_not_called()
    client.delete_change_set.assert_called_once()


def test_a_refused_change_set_is_a_failure_that_names_each_resource_and_its_reason() -> None:
    client = boto3.client("cloudformation", region_name=SANDBOX.region)
    failed = {"Status": "FAILED", "StatusReason": VALIDATION_FAILED}
    events = [validation_error("Orders"), validation_error("Key")]
    with Stubber(client) as aws:
        stack = {"StackName": CHANGE.stack, "CreationTime": datetime.now(UTC), "StackStatus": "CREATE_COMPLETE"}
        aws.add_response("describe_stacks", {"Stacks": [stack]})
        aws.add_response("create_change_set", {"Id": f"arn:aws:cloudformation:::changeSet/release/{uuid4()}"})
        # The waiter, whether it is empty, whether it failed, and why
        for _ in range(4):
            aws.add_response("describe_change_set", failed)
        aws.add_response("describe_events", {"OperationEvents": events})
        with pytest.raises(ActionFailed) as refused:
            change_set.apply(client, CHANGE, let_pass)
        aws.assert_no_pending_responses()
    assert str(refused.value) == (
        f"CloudFormation refuses to change {CHANGE.stack}, and nothing was changed:\n"
        "- Orders (AWS::DynamoDB::Table) at /Resources/Orders/Properties: Required property [KeySchema] not found\n"
        "- Key (AWS::DynamoDB::Table) at /Resources/Key/Properties: Required property [KeySchema] not found"
    )


def test_a_change_set_is_examined_before_it_is_executed_and_never_executed_when_that_refuses() -> None:
    client = cloudformation(status="UPDATE_COMPLETE")
    asked: list[tuple[str, str]] = []

    def examine(_client: object, stack: str, name: str) -> None:
        asked.append((stack, name))
        raise ActionFailed("it would lose data")

    with pytest.raises(ActionFailed, match="it would lose data"):
        change_set.apply(client, CHANGE, examine)
    assert asked == [(CHANGE.stack, client.create_change_set.call_args.kwargs["ChangeSetName"])]
    client.execute_change_set.assert_not_called()


@pytest.mark.parametrize(
    ("environment", "part", "express"),
    [
        (SANDBOX, "service", True),
        (replace(SANDBOX, name=f"{SANDBOX.name}-ada"), "service", True),
        (SANDBOX, "data", False),
        *((each, part, False) for each in ENVIRONMENTS for part in ("data", "service")),
    ],
    ids=lambda value: getattr(value, "name", str(value)),
)
def test_only_the_service_of_a_sandbox_is_deployed_in_express_mode(
    environment: Environment, part: Part, express: bool
) -> None:
    client = cloudformation(status="UPDATE_COMPLETE")
    change_set.apply(client, replace(CHANGE, environment=environment, part=part), let_pass)
    given = client.create_change_set.call_args.kwargs
    # With its rollback: without it CloudFormation refuses to replace a resource.
    assert given.get("DeploymentConfig") == ({"Mode": "EXPRESS", "DisableRollback": False} if express else None)


def test_a_deployment_is_watched_for_as_long_as_the_environment_says_that_it_may_take() -> None:
    client = cloudformation(status="UPDATE_COMPLETE")
    change_set.apply(client, CHANGE, let_pass)
    configuration = client.get_waiter.return_value.wait.call_args.kwargs["WaiterConfig"]
    watched = configuration["Delay"] * configuration["MaxAttempts"]
    assert watched == CHANGE.environment.time_out_minutes() * 60


@pytest.mark.parametrize(("part", "goes"), [("data", False), ("service", True)])
def test_a_version_of_a_failed_change_goes_and_data_stays(part: Part, goes: bool) -> None:
    client = cloudformation(status="UPDATE_COMPLETE")
    change_set.apply(client, replace(CHANGE, part=part), let_pass)
    assert client.execute_change_set.call_args.kwargs["RetainExceptOnCreate"] is goes


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
    template["Resources"]["OrdersFunction"]["Properties"]["CodeUri"] = f"s3://{uploads.BUCKET}/{NAME}/1c0de"
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
    service = json.loads(account.client.put_object.call_args.kwargs["Body"])["Resources"]
    assert service["OrdersFunction"]["Properties"]["CodeUri"] == f"s3://{bucket}/{NAME}/1c0de"
    nested = f"https://s3.{SANDBOX.region}.amazonaws.com/{bucket}/{NAME}/2.template"
    assert service["Extension"]["Properties"]["TemplateURL"] == nested


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


def test_a_parameter_that_gets_no_value_is_named_with_the_files_to_edit() -> None:
    with pytest.raises(ConfigurationError, match=r"the parameter KeyArn .*workload/data/template.yaml"):
        parameters(SANDBOX, data_outputs={}, package=CODE)


def test_no_two_functions_share_the_parameter_that_tells_when_to_publish() -> None:
    told = [
        text(each["Properties"]["AutoPublishCodeSha256"])
        for each in load_template(SERVICE_TEMPLATE)["Resources"].values()
        if "AutoPublishCodeSha256" in each.get("Properties", {})
    ]
    assert told, "no function publishes a version when its configuration changes"
    assert len(told) == len(set(told)), (
        "give each function a parameter of its own, or Lambda refuses the second version"
    )


def test_sam_can_build_every_function() -> None:
    template = load_template(SERVICE_TEMPLATE)
    wrong = []
    for name, function in resources(template, "AWS::Serverless::Function").items():
        source = function["Properties"].get("CodeUri", template["Globals"]["Function"]["CodeUri"])
        if source != template["Globals"]["Function"]["CodeUri"] or "InlineCode" in function["Properties"]:
            continue  # Code of its own, which SAM builds in another way.
        if function.get("Metadata", {}).get("BuildMethod") != "makefile":
            wrong.append(f"{name} in {IN_TEMPLATE} has no `Metadata: {{BuildMethod: makefile}}`")
        elif not has_target(MAKEFILE, f"build-{name}"):
            wrong.append(f"{name} in {IN_TEMPLATE} cannot be built: add it to FUNCTIONS in {IN_MAKEFILE}")
    assert not wrong, "\n".join(wrong)


def has_target(makefile: Path, target: str) -> bool:
    """Whether make knows how to make the target; nothing is made."""
    asked = ["make", "--dry-run", "--file", makefile.name, target]
    return subprocess.run(asked, cwd=makefile.parent, capture_output=True, check=False).returncode == 0


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
    assert [
        deploy.fingerprint(SANDBOX, part) == each for part, each in zip(("data", "service"), made, strict=True)
    ] == [
        True,
        False,
    ]


def test_a_parameter_that_comes_with_the_release_is_told_and_not_refused(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_environment: object, **_of: object) -> None:
        raise ConfigurationError("nothing gives the parameter QueueArn a value")

    monkeypatch.setattr(deploy, "parameters", missing)
    assert "QueueArn" in deploy.planned(SANDBOX, "service", account.session).unknown
    assert deploy.planned(SANDBOX, "data", account.session).unknown == ""
