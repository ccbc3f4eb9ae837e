"""The CDK makes a change set, it is read, and the CDK executes that one and no other."""

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from environments import ENVIRONMENTS, SANDBOX
from settings.failure import ActionFailed
from tests.support.change_sets import VALIDATION_FAILED, ChangeSets, change, let_pass, validation_error
from tests.support.synthesis import every_environment, synthesised
from tests.support.workload_templates import deployed
from workload import assembly, kept_probe, sandbox
from workload.assembly import Part, deploy_stack, kept_probe_of, planned_stack, stack_fingerprint
from workload.environment import Environment
from workload.names import stack_name
from workload.sandbox import is_express

PROTECTED = replace(ENVIRONMENTS[-1], protect_data=True, replace_data=())


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    """The calls of the CDK, in a folder with an assembly."""
    made: list[list[str]] = []
    (tmp_path / "cdk.out").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(assembly.subprocess, "run", lambda call, **_: made.append(call))
    return made


def says(monkeypatch: pytest.MonkeyPatch, cloudformation: ChangeSets) -> None:
    session = type("Session", (), {"client": lambda _self, _name: cloudformation})()
    monkeypatch.setattr(assembly, "deploy_session", lambda _environment: session)


def option(call: list[str], name: str) -> str:
    [found] = [word.partition("=")[2] for word in call if word.startswith(f"{name}=")]
    return found


@pytest.mark.parametrize(("part", "stack"), [("data", "Data"), ("service", "Service")])
def test_the_change_set_that_was_read_is_the_one_that_is_executed(
    calls: list[list[str]], monkeypatch: pytest.MonkeyPatch, part: Part, stack: str
) -> None:
    cloudformation = ChangeSets([change("Orders")])
    says(monkeypatch, cloudformation)
    asked: list[tuple[object, str, str]] = []
    deploy_stack(PROTECTED, part, lambda *given: asked.append(given), {"Image": "digest"})
    prepared, executed = calls
    assert asked == [(cloudformation, stack_name(PROTECTED, part), option(prepared, "--change-set-name"))]
    assert [option(call, "--method") for call in calls] == ["prepare-change-set", "execute-change-set"]
    assert option(prepared, "--change-set-name") == option(executed, "--change-set-name")
    for call in calls:
        assert f"{PROTECTED.name}/{stack}" in call
        assert call[call.index("--app") + 1] == "cdk.out"
        assert {"--exclusively", "--require-approval=never"} <= set(call)
    assert prepared[prepared.index("--parameters") + 1] == "Image=digest"
    # A change set has its parameters, and the CDK refuses others.
    assert "--parameters" not in executed
    assert cloudformation.deleted == []


def test_two_deployments_never_meet_in_one_change_set(calls: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    says(monkeypatch, ChangeSets([]))
    for _ in range(2):
        deploy_stack(PROTECTED, "data", let_pass)
    assert len({option(call, "--change-set-name") for call in calls}) == 2


def test_nothing_is_executed_that_was_refused(calls: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_of: object) -> None:
        raise ActionFailed("it would lose data")

    says(monkeypatch, ChangeSets([change("Orders", "Remove")]))
    with pytest.raises(ActionFailed, match="it would lose data"):
        deploy_stack(PROTECTED, "data", refuse)
    assert [option(call, "--method") for call in calls] == ["prepare-change-set"]


def test_an_empty_change_set_is_a_success_and_goes(
    calls: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cloudformation = ChangeSets()
    cloudformation.status = {
        "Status": "FAILED",
        "StatusReason": "The submitted information didn't contain changes. Submit different information to create one.",
    }
    says(monkeypatch, cloudformation)
    deploy_stack(PROTECTED, "service", let_pass)
    [prepared] = calls
    assert cloudformation.deleted == [option(prepared, "--change-set-name")]
    assert "nothing changes" in capsys.readouterr().out


EXPRESS = {"--express", "--rollback"}


@pytest.mark.parametrize(
    ("environment", "part", "until_ready", "express"),
    [
        (SANDBOX, "service", False, True),
        (replace(SANDBOX, name=f"{SANDBOX.name}-ada"), "service", False, True),
        (SANDBOX, "service", True, False),
        (SANDBOX, "data", False, False),
        *((each, part, False, False) for each in ENVIRONMENTS for part in ("data", "service")),
    ],
    ids=lambda value: getattr(value, "name", str(value)),
)
def test_only_the_service_of_a_sandbox_is_deployed_in_express_mode(
    calls: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    environment: Environment,
    part: Part,
    until_ready: bool,
    express: bool,
) -> None:
    says(monkeypatch, ChangeSets([change("Orders")]))
    deploy_stack(environment, part, let_pass, until_ready=until_ready)
    assert [EXPRESS & {*call} for call in calls] == [EXPRESS if express else set()] * 2


def test_an_environment_that_is_called_like_a_sandbox_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    named = replace(ENVIRONMENTS[0], name=f"{SANDBOX.name}-ada")
    assert is_express(named, "service")
    monkeypatch.setattr(sandbox, "ENVIRONMENTS", (named,))
    assert not is_express(named, "service")


def refuse_to_prepare(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(call: list[str], **_: object) -> None:
        raise subprocess.CalledProcessError(1, call)

    monkeypatch.setattr(assembly.subprocess, "run", refuse)


@pytest.mark.usefixtures("calls")
def test_a_change_set_that_cloudformation_refuses_is_told_by_resource(monkeypatch: pytest.MonkeyPatch) -> None:
    cloudformation = ChangeSets()
    cloudformation.status = {"Status": "FAILED", "StatusReason": VALIDATION_FAILED}
    cloudformation.refused = [validation_error("Orders")]
    says(monkeypatch, cloudformation)
    refuse_to_prepare(monkeypatch)
    with pytest.raises(ActionFailed) as refused:
        deploy_stack(PROTECTED, "data", let_pass)
    assert str(refused.value) == (
        f"CloudFormation refuses to change {stack_name(PROTECTED, 'data')}, and nothing was changed: Orders "
        "(AWS::DynamoDB::Table) at /Resources/Orders/Properties: Required property [KeySchema] not found"
    )


@pytest.mark.parametrize("made", [False, True], ids=["no change set", "a change set"])
@pytest.mark.usefixtures("calls")
def test_what_the_cdk_cannot_do_stays_its_own_failure(monkeypatch: pytest.MonkeyPatch, made: bool) -> None:
    cloudformation = ChangeSets()

    def missing(**_of: str) -> None:
        raise ClientError({"Error": {"Code": "ChangeSetNotFound", "Message": "does not exist"}}, "DescribeChangeSet")

    if not made:
        monkeypatch.setattr(cloudformation, "describe_change_set", missing)
    says(monkeypatch, cloudformation)
    refuse_to_prepare(monkeypatch)
    with pytest.raises(subprocess.CalledProcessError):
        deploy_stack(PROTECTED, "data", let_pass)


@every_environment
def test_what_is_planned_is_the_template_of_the_assembly(
    environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assembly, "ASSEMBLY", synthesised())
    for part in ("data", "service"):
        planned = planned_stack(environment, part, {"Image": "digest"})
        assert (planned.stack, planned.parameters) == (stack_name(environment, part), {"Image": "digest"})
        assert json.loads(planned.template) == deployed(environment)[part]
        made = stack_fingerprint(environment, part, {"Image": "digest"})
        assert made == stack_fingerprint(environment, part, {"Image": "digest"})
        assert made not in {
            stack_fingerprint(environment, part, {"Image": "another"}),
            stack_fingerprint(environment, "service" if part == "data" else "data", {"Image": "digest"}),
        }


def test_nothing_is_planned_without_an_assembly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ActionFailed, match="make synth"):
        planned_stack(PROTECTED, "data")


def test_a_stack_with_nested_ones_is_not_known_before_the_deployment_uploads_their_templates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assembly, "ASSEMBLY", tmp_path)
    for type, unknown in (("AWS::SQS::Queue", ""), ("AWS::CloudFormation::Stack", "it has nested stacks")):
        assembles(tmp_path, "data", {"Resources": {"One": {"Type": type}}})
        assert planned_stack(PROTECTED, "data").unknown == unknown


def assembles(folder: Path, part: Part, template: object) -> None:
    """An assembly below `folder` with this template, and no other."""
    made = folder / f"assembly-{PROTECTED.name}"
    made.mkdir(exist_ok=True)
    artifact = {"properties": {"stackName": stack_name(PROTECTED, part), "templateFile": "made.json"}}
    (made / "manifest.json").write_text(json.dumps({"artifacts": {"Made": artifact, "Tree": {}}}), "utf-8")
    (made / "made.json").write_text(json.dumps(template), "utf-8")


def test_a_service_whose_template_asks_for_it_hears_of_the_probe_and_another_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    says(monkeypatch, ChangeSets())
    monkeypatch.setattr(assembly, "ASSEMBLY", tmp_path)
    monkeypatch.setattr(kept_probe, "_stack_id", lambda *_: "arn:service/1")
    monkeypatch.setattr(kept_probe, "_recorded", lambda _environment, stack: f"/of/{stack}")
    monkeypatch.setattr(kept_probe, "_forget", lambda _environment: None)
    assembles(tmp_path, "service", {"Parameters": {"KeptProbe": {"Type": "String"}}, "Resources": {}})
    assert kept_probe_of(PROTECTED, "service") == {"KeptProbe": "/of/arn:service/1"}
    assert kept_probe_of(replace(PROTECTED, replace_data=("Orders",)), "service") == {"KeptProbe": "none"}
    assert kept_probe_of(PROTECTED, "data") == {}
    assembles(tmp_path, "service", {"Resources": {}})
    assert kept_probe_of(PROTECTED, "service") == {}
