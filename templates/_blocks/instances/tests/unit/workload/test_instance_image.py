"""The image of instances is looked up once, by Build; every environment of the release gets what was found then."""

import json
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber
from moto import mock_aws

from settings.delivery import Delivery
from settings.environment import DeploymentEnvironment
from settings.failure import ActionFailed
from workload import instance_image
from workload.instance_image import look_up, parameters
from workload.instance_sizes import ECS_IMAGE

LINUX = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.1-arm64"


class OnInstances(DeploymentEnvironment):
    """An environment whose tasks run on instances."""

    instance_image = ECS_IMAGE


class OnLinux(DeploymentEnvironment):
    instance_image = LINUX


STAGING = OnInstances(name="staging", region="eu-west-1", delivery=Delivery.rolling())
PROD = OnInstances(name="prod", region="eu-west-1", account="111122223333", delivery=Delivery.rolling())
FUNCTION = OnLinux(name="function", region="eu-west-1", delivery=Delivery.rolling())
FARGATE = DeploymentEnvironment(name="fargate", region="eu-west-1", delivery=Delivery.rolling())


@pytest.fixture(autouse=True)
def aws() -> Iterator[None]:
    """Systems Manager with the public parameters that AWS keeps."""
    with mock_aws():
        yield


def named_by_aws(parameter: str) -> str:
    """What AWS names as its newest image."""
    ssm = boto3.client("ssm", region_name="eu-west-1")
    return str(ssm.get_parameter(Name=parameter)["Parameter"]["Value"])


def test_build_leaves_the_newest_image_of_each_kind(tmp_path: Path) -> None:
    file = tmp_path / "dist" / "images.json"
    look_up((STAGING, PROD, FUNCTION, FARGATE), file)
    assert parameters(PROD, file) == {"InstanceImage": named_by_aws(ECS_IMAGE)}
    assert parameters(FUNCTION, file) == {"InstanceImage": named_by_aws(LINUX)}
    assert parameters(PROD, file) != parameters(FUNCTION, file)


def test_production_gets_what_staging_ran_though_aws_has_published_another_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "images.json"
    look_up((STAGING, PROD), file)
    staging = parameters(STAGING, file)
    ssm = boto3.client("ssm", region_name="eu-west-1")
    monkeypatch.setattr(instance_image.boto3, "client", lambda *_, **__: ssm)
    with Stubber(ssm) as newer:
        newer.add_response("get_parameter", {"Parameter": {"Value": "ami-0fedcba9876543210"}}, {"Name": ECS_IMAGE})
        assert parameters(PROD, file) == staging
        # The next build does see it.
        look_up((STAGING, PROD), file)
    assert parameters(PROD, file) == {"InstanceImage": "ami-0fedcba9876543210"}


def test_where_no_instance_runs_nothing_is_asked_and_nothing_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instance_image.boto3, "client", lambda *_, **__: pytest.fail("AWS was asked"))
    file = tmp_path / "images.json"
    look_up((FARGATE,), file)
    assert json.loads(file.read_text("utf-8")) == {}
    assert parameters(FARGATE, tmp_path / "missing.json") == {}


@pytest.mark.parametrize("found", [None, {}, {"eu-west-1": {}}, {"us-east-1": {ECS_IMAGE: "ami-0abc1234"}}])
def test_an_image_that_nobody_looked_up_is_named_with_the_command_that_does(tmp_path: Path, found: object) -> None:
    file = tmp_path / "images.json"
    if found is not None:
        file.write_text(json.dumps(found), "utf-8")
    with pytest.raises(ActionFailed, match="no image for the instances of prod in eu-west-1: `make package`"):
        parameters(PROD, file)


def test_a_pipeline_that_may_not_ask_yet_can_build_and_update_itself_but_deploys_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ssm, file = boto3.client("ssm", region_name="eu-west-1"), tmp_path / "images.json"
    monkeypatch.setattr(instance_image.boto3, "client", lambda *_, **__: ssm)
    with Stubber(ssm) as refusing:
        refusing.add_client_error("get_parameter", "AccessDeniedException")
        look_up((PROD,), file)
        assert f"{ECS_IMAGE} in eu-west-1 may not be read yet" in capsys.readouterr().out
        refusing.add_client_error("get_parameter", "InternalServerError")
        with pytest.raises(ClientError, match="InternalServerError"):
            look_up((PROD,), file)
    with pytest.raises(ActionFailed, match="no image for the instances of prod"):
        parameters(PROD, file)


def test_what_is_no_image_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ssm = boto3.client("ssm", region_name="eu-west-1")
    monkeypatch.setattr(instance_image.boto3, "client", lambda *_, **__: ssm)
    with Stubber(ssm) as odd, pytest.raises(ActionFailed, match="is latest, and no image of EC2, for example ami-"):
        odd.add_response("get_parameter", {"Parameter": {"Value": "latest"}}, {"Name": ECS_IMAGE})
        look_up((PROD,), tmp_path / "images.json")
