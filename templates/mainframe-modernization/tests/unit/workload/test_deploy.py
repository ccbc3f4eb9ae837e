"""One part of an environment: the stack with its image, with PostgreSQL the migration, judged through the router."""

from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from environments import SANDBOX
from tests.support.change_sets import let_pass
from workload import deploy
from workload.environment import Compute, Environment, Store

IMAGE = f"012345678901.dkr.ecr.eu-west-1.amazonaws.com/any@sha256:{'5' * 64}"
OUTPUTS = {"data": {"MigrationTask": "task"}, "service": {"Endpoint": "https://api.example.com"}}
POSTGRESQL, DYNAMODB = (
    replace(SANDBOX, store=store, compute=Compute.FARGATE) for store in (Store.POSTGRESQL, Store.DYNAMODB)
)
ON_INSTANCES = replace(POSTGRESQL, compute=Compute.EC2)


class Recorder:
    """What a deployment does, in its order."""

    def __init__(self, *, works: bool, outputs: Mapping[str, Mapping[str, str]]) -> None:
        self.done: list[Any] = []
        self._works = works
        self._outputs = outputs

    def stack(self, environment: Environment, part: str, _examine: object, parameters: Mapping[str, str]) -> None:
        self.done.append((part, dict(parameters)))

    def outputs(self, _: object, stack: str) -> Mapping[str, str]:
        return self._outputs[stack.rpartition("-")[2]]

    def asked_before(self, endpoint: str | None) -> bool:
        self.done.append(("before", endpoint))
        return self._works

    def asked_after(self, endpoint: str | None) -> None:
        self.done.append(("after", endpoint))


def deployed(
    environment: Environment,
    part: Any,
    monkeypatch: pytest.MonkeyPatch,
    *,
    works: bool = True,
    outputs: Mapping[str, Mapping[str, str]] = OUTPUTS,
) -> list[Any]:
    recorder = Recorder(works=works, outputs=outputs)
    monkeypatch.setattr("workload.image.read", lambda: SimpleNamespace(uri=IMAGE))
    monkeypatch.setattr(deploy, "deploy_stack", recorder.stack)
    monkeypatch.setattr(deploy, "deploy_session", lambda _: SimpleNamespace(client=lambda _: None))
    monkeypatch.setattr("monitoring.stacks.outputs", recorder.outputs)
    monkeypatch.setattr(deploy, "running_version_works", recorder.asked_before)
    monkeypatch.setattr(deploy, "previous_version_still_works", recorder.asked_after)
    monkeypatch.setattr(deploy, "migrate", lambda _, outputs: recorder.done.append(("migrate", outputs)))
    deploy.deploy(environment, part, let_pass)
    return recorder.done


def test_only_the_service_gets_the_image_of_its_instances(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workload.instance_image.parameters", lambda each: {"InstanceImage": each.instance_image})
    (service,) = deployed(ON_INSTANCES, "service", monkeypatch)
    assert service == ("service", {"Image": IMAGE, "InstanceImage": ON_INSTANCES.instance_image})
    assert deployed(ON_INSTANCES, "data", monkeypatch)[0] == ("data", {"Image": IMAGE})


def test_no_release_sends_users_back(monkeypatch: pytest.MonkeyPatch) -> None:
    examined: list[Any] = []
    monkeypatch.setattr("workload.image.read", lambda: SimpleNamespace(uri=IMAGE))
    monkeypatch.setattr("workload.instance_image.parameters", lambda _: {})
    monkeypatch.setattr(deploy, "deploy_stack", lambda _environment, _part, examine, _given: examined.append(examine))
    monkeypatch.setattr(deploy, "keeping_weights", lambda environment, examine: (environment.name, examine))
    deploy.deploy(SANDBOX, "service", let_pass)
    assert examined == [("sandbox", let_pass)]


def test_the_running_version_is_asked_through_the_router_before_and_after_a_migration(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert deployed(POSTGRESQL, "data", monkeypatch) == [
        ("data", {"Image": IMAGE}),
        ("before", "https://api.example.com"),
        ("migrate", OUTPUTS["data"]),
        ("after", "https://api.example.com"),
    ]


def test_one_that_was_broken_before_does_not_judge_the_migration(monkeypatch: pytest.MonkeyPatch) -> None:
    done = deployed(POSTGRESQL, "data", monkeypatch, works=False)
    assert [step for step, _ in done] == ["data", "before", "migrate"]


def test_before_the_first_deployment_there_is_nobody_to_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    done = deployed(POSTGRESQL, "data", monkeypatch, outputs={**OUTPUTS, "service": {}})
    assert done[1:] == [("before", None), ("migrate", OUTPUTS["data"]), ("after", None)]


def test_dynamodb_needs_neither_image_nor_migration(monkeypatch: pytest.MonkeyPatch) -> None:
    assert deployed(DYNAMODB, "data", monkeypatch) == [("data", {})]


@pytest.mark.parametrize("environment", [POSTGRESQL, DYNAMODB], ids=lambda each: str(each.store))
def test_the_service_gets_the_image_that_was_pushed_and_nothing_is_migrated(
    environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert deployed(environment, "service", monkeypatch) == [("service", {"Image": IMAGE})]
