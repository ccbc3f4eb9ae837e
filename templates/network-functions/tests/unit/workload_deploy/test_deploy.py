"""Which part of an environment is deployed by what: CloudFormation both, CodeDeploy the functions of a VNF after it."""

from dataclasses import replace
from typing import Any

import pytest

from settings.failure import ActionFailed
from tests.support.change_sets import let_pass
from tests.support.choices import BLUE_GREEN
from tests.support.choices import VNF_FILTER as VNF
from tests.unit.workload_deploy.conftest import IMAGE, Session
from workload import deploy, image, instance_image
from workload.environment import Environment, Shape
from workload.names import Part

CNF = replace(VNF, shape=Shape.CNF)


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was deployed, in order."""
    calls: list[Any] = []
    monkeypatch.setattr(image, "read", lambda: IMAGE)
    monkeypatch.setattr(instance_image, "parameters", lambda each: {"InstanceImage": each.instance_image})

    def deploy_stack(
        environment: Environment, part: Part, _examine: object, given: Any = None, *, until_ready: bool = False
    ) -> None:
        assert until_ready is (part == "service" and environment.shape is Shape.VNF), "CodeDeploy needs the instances"
        calls.append((part, dict(given or {})))

    monkeypatch.setattr(deploy, "deploy_stack", deploy_stack)
    monkeypatch.setattr(deploy, "deploy_session", lambda _: Session(cloudformation="cloudformation"))
    monkeypatch.setattr("workload.deploy.stacks.outputs", lambda _, stack: {stack: "output"})

    def release(environment: Environment, session: object, outputs: dict[str, str], released: object) -> None:
        calls.append(("release", outputs, released))

    monkeypatch.setattr(deploy, "release", release)
    return calls


def test_the_data_stack_needs_no_image(done: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image, "read", lambda: pytest.fail("an image was asked for"))
    deploy.deploy(VNF, "data", let_pass)
    assert done == [("data", {})]


def test_codedeploy_brings_the_image_to_instances_that_cloudformation_has_made(done: list[Any]) -> None:
    deploy.deploy(VNF, "service", let_pass)
    service, (released, outputs, what) = done
    assert service == ("service", {"Image": IMAGE.uri, "InstanceImage": VNF.instance_image})
    assert (released, what) == ("release", IMAGE)
    assert {name.rpartition("-")[2] for name in outputs} == {"data", "service"}


def test_ecs_deploys_a_cnf_with_its_stack(done: list[Any]) -> None:
    deploy.deploy(CNF, "service", let_pass)
    assert done == [("service", {"Image": IMAGE.uri, "InstanceImage": CNF.instance_image})]
    assert "/ecs/" in CNF.instance_image
    assert "/ecs/" not in VNF.instance_image


@pytest.mark.parametrize("environment", [VNF, CNF, BLUE_GREEN], ids=lambda each: each.name)
def test_no_release_sends_users_back_where_ecs_has_moved_them(
    done: list[Any], monkeypatch: pytest.MonkeyPatch, environment: Environment
) -> None:
    examined: list[Any] = []

    def deploy_stack(_environment: Environment, _part: Part, examine: Any, _given: object, **_more: object) -> None:
        examined.append(examine)

    monkeypatch.setattr(deploy, "deploy_stack", deploy_stack)
    monkeypatch.setattr(deploy, "keeping_weights", lambda environment, examine: (environment.name, examine))
    deploy.deploy(environment, "service", let_pass)
    # Behind a gateway load balancer there are no weights, and the deployment has no role to look them up.
    assert examined == [("blue-green", let_pass) if environment is BLUE_GREEN else let_pass]
    assert environment.deployment_looks_up is (environment is BLUE_GREEN)


def test_without_an_image_nothing_is_deployed(done: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> None:
        raise ActionFailed("dist/image.json does not exist")

    monkeypatch.setattr(image, "read", none)
    with pytest.raises(ActionFailed, match=r"dist/image\.json"):
        deploy.deploy(VNF, "service", let_pass)
    assert done == []
