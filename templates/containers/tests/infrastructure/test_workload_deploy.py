"""The call of the CDK CLI: the stack that is meant, with the image that was pushed, from the assembly."""

import functools
import json
from pathlib import Path
from typing import Any

import pytest

from environments import ENVIRONMENTS, SANDBOX
from settings.failure import ActionFailed
from tests.support.change_sets import ChangeSets, let_pass
from tests.support.choices import CANARY
from tests.support.synthesis import synthesised
from workload import assembly, deploy
from workload.environment import Environment
from workload.instance_sizes import ECS_IMAGE
from workload.planned import Examine

SESSION = type("Session", (), {"client": lambda *_: ChangeSets([])})()
PUSHED = f"012345678901.dkr.ecr.eu-west-1.amazonaws.com/orders@sha256:{'5' * 64}"

KEPT = {"KeptProbe": "/orders/4f2c91d0"}


@pytest.fixture
def pushed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which Build has left what it pushed."""
    file = tmp_path / "image.json"
    file.write_text(json.dumps({"image": PUSHED, "tag": "abc-1"}), "utf-8")
    monkeypatch.setattr(deploy.image, "read", functools.partial(deploy.image.read, file))
    looked_up = {each.region: {ECS_IMAGE: "ami-0abc1234"} for each in (*ENVIRONMENTS, SANDBOX, CANARY)}
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "instance_images.json").write_text(json.dumps(looked_up), "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that would have run, in an account without a service; the migration is done at once."""
    made: list[list[str]] = []
    # First, since the synthesis runs commands too.
    monkeypatch.setattr(assembly, "ASSEMBLY", synthesised())
    monkeypatch.setattr(assembly.subprocess, "run", lambda call, **_: made.append(call))
    for module in (assembly, deploy):
        monkeypatch.setattr(module, "deploy_session", lambda _: SESSION)
    monkeypatch.setattr(deploy, "kept_probe_of", lambda _environment, part: KEPT if part == "service" else {})
    monkeypatch.setattr(deploy.stacks, "outputs", lambda *_: {})
    monkeypatch.setattr(deploy, "migrate", lambda *_: None)
    return made


@pytest.mark.parametrize(("part", "stack"), [("data", "Data"), ("service", "Service")])
@pytest.mark.parametrize("environment", [*ENVIRONMENTS, SANDBOX], ids=lambda environment: environment.name)
def test_every_environment_gets_the_digest_that_was_pushed(
    pushed: Path, calls: list[list[str]], environment: Environment, part: Any, stack: str
) -> None:
    approved = deploy.fingerprint(environment, part)
    deploy.deploy(environment, part, let_pass)
    prepared, _executed = calls
    assert f"{environment.name}/{stack}" in prepared
    given = [prepared[index + 1] for index, word in enumerate(prepared) if word == "--parameters"]
    of_instances = ["InstanceImage=ami-0abc1234"] if environment.instance_image else []
    of_the_service = [*of_instances, "KeptProbe=/orders/4f2c91d0"] if part == "service" else []
    assert given == [f"Image={PUSHED}", *of_the_service]
    # A release that waits for its approval may do so while the one before places a probe.
    assert deploy.fingerprint(environment, part) == approved
    assert "KeptProbe" not in deploy.planned(environment, part, SESSION).parameters


def test_instances_get_the_image_that_build_looked_up_and_the_data_stack_has_none(
    pushed: Path, calls: list[list[str]]
) -> None:
    (pushed / "cdk.out").mkdir()
    deploy.deploy(CANARY, "service", let_pass)
    deploy.deploy(CANARY, "data", let_pass)
    given = [[word for word in call if word.startswith("InstanceImage=")] for call in calls if "--parameters" in call]
    assert given == [["InstanceImage=ami-0abc1234"], []]


def test_a_missing_assembly_is_named_with_the_command_that_makes_it(pushed: Path) -> None:
    with pytest.raises(ActionFailed, match="make synth"):
        deploy.deploy(SANDBOX, "data", let_pass)


def test_a_missing_image_is_named_with_the_command_that_pushes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(deploy.image, "read", functools.partial(deploy.image.read, tmp_path / "image.json"))
    (tmp_path / "cdk.out").mkdir()
    with pytest.raises(ActionFailed, match="make package"):
        deploy.deploy(SANDBOX, "service", let_pass)


@pytest.mark.parametrize("works", [True, False], ids=["which works", "which was broken before"])
def test_data_is_migrated_and_tried_with_the_running_version_before_the_service_is_deployed(
    pushed: Path, works: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[Any] = []
    monkeypatch.setattr(deploy, "kept_probe_of", lambda *_: {})
    outputs = {"data": {"MigrationTask": "task"}, "service": {"Endpoint": "https://api.example.com"}}
    monkeypatch.setattr(deploy, "deploy_stack", lambda environment, part, *_: done.append((environment.name, part)))
    monkeypatch.setattr(deploy, "deploy_session", lambda _: SESSION)
    monkeypatch.setattr(deploy.stacks, "outputs", lambda _, stack: outputs[stack.rpartition("-")[2]])
    monkeypatch.setattr(deploy, "running_version_works", lambda _: works)
    monkeypatch.setattr(deploy, "migrate", lambda _, given: done.append(given))
    monkeypatch.setattr(deploy, "previous_version_still_works", done.append)
    deploy.deploy(SANDBOX, "data", let_pass)
    assert done == [("sandbox", "data"), {"MigrationTask": "task"}, *(["https://api.example.com"] if works else [])]
    done.clear()
    deploy.deploy(SANDBOX, "service", let_pass)
    assert done == [("sandbox", "service")]


def test_a_release_that_would_send_users_back_is_not_executed(
    pushed: Path, calls: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    (pushed / "cdk.out").mkdir()
    monkeypatch.setattr(deploy, "keeping_weights", refusing)
    with pytest.raises(ActionFailed, match="sandbox would send users back"):
        deploy.deploy(SANDBOX, "service", let_pass)
    (prepared,) = calls
    assert "--method=prepare-change-set" in prepared


def refusing(environment: Environment, examine: Examine) -> Examine:
    def refuse(*_of: object) -> None:
        raise ActionFailed(f"{environment.name} would send users back")

    assert examine is let_pass
    return refuse


def test_the_cdk_builds_no_image_of_its_own() -> None:
    manifests = [json.loads(file.read_text("utf-8")) for file in synthesised().rglob("*.assets.json")]
    assert manifests
    assert [manifest["dockerImages"] for manifest in manifests if manifest["dockerImages"]] == []
