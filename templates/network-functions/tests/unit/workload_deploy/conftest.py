"""A service stack of a VNF as a release knows it, and a CodeDeploy that does what a test says."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.support.clock import Clock
from tests.support.judged_calls import AwsFake
from workload.image import Image
from workload.image.repository import Repository

DIGEST = "sha256:" + "ab" * 32
REPOSITORY = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/function"
IMAGE = Image(repository=Repository.parse(REPOSITORY, source="a test"), digest=DIGEST, tag="abcdef0-17")
OUTPUTS = {
    "ReleaseApplication": "application",
    "ReleaseBucket": "revisions",
    "ReleaseGroup": "group",
    "ReleaseLogGroup": "function-log",
    "ReleasePolicyBucket": "policies",
    "ReleasePolicyKey": "policy.yaml",
    "ReleaseRole": "arn:aws:iam::111122223333:role/releaser",
    "ReleaseTargetGroup": "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/function/0123456789abcdef",
}


def refused(code: str, operation: str = "Anything") -> ClientError:
    """What boto3 raises when AWS answers with this code."""
    return ClientError({"Error": {"Code": code, "Message": f"AWS says {code}"}}, operation)


class CodeDeploy(AwsFake, services=("codedeploy",)):
    """deployments: what each says of itself, one after the other, the last one for ever. targets: of those that failed.

    group: what there is besides its name. created, stopped: the calls. refusals: of the next calls to create one.
    """

    def __init__(self) -> None:
        self.deployments: dict[str, list[dict[str, Any]]] = {"d-NEW": [{"status": "Succeeded"}]}
        self.targets: list[dict[str, Any]] = []
        self.group: dict[str, Any] = {}
        self.created: list[dict[str, Any]] = []
        self.stopped: list[dict[str, Any]] = []
        self.refusals: list[ClientError] = []

    def get_deployment_group(self, **_: str) -> dict[str, Any]:
        return {"deploymentGroupInfo": self.group}

    def create_deployment(self, **request: Any) -> dict[str, str]:
        if self.refusals:
            raise self.refusals.pop(0)
        self.created.append(request)
        return {"deploymentId": "d-NEW"}

    def get_deployment(self, *, deploymentId: str) -> dict[str, Any]:
        said = self.deployments[deploymentId]
        return {"deploymentInfo": said.pop(0) if len(said) > 1 else said[0]}

    def stop_deployment(self, **request: Any) -> None:
        self.stopped.append(request)

    def get_paginator(self, name: str) -> Any:
        assert name == "list_deployment_targets"
        ids = [target["targetId"] for target in self.targets]
        return type("Pages", (), {"paginate": lambda _, **__: [{"targetIds": []}, {"targetIds": ids}]})()

    def batch_get_deployment_targets(self, *, deploymentId: str, targetIds: list[str]) -> dict[str, Any]:
        assert targetIds
        return {"deploymentTargets": [{"instanceTarget": each} for each in self.targets]}


class S3(AwsFake, services=("s3",)):
    """objects: the versions of the one object, each with body and metadata."""

    def __init__(self) -> None:
        self.versions: dict[str, dict[str, Any]] = {}

    def put_object(self, **request: Any) -> dict[str, str]:
        version = f"version-{len(self.versions) + 1}"
        self.versions[version] = request
        return {"VersionId": version}

    def head_object(self, *, Bucket: str, Key: str, VersionId: str) -> dict[str, Any]:
        if VersionId not in self.versions:
            raise refused("404")
        return {"Metadata": self.versions[VersionId]["Metadata"]}


class Session:
    """A session of boto3 with these clients. assume: what STS does; without it the role lets everybody in."""

    region_name = "eu-west-1"

    def __init__(self, **clients: Any) -> None:
        self._clients = clients

    def client(self, name: str) -> Any:
        return self._clients[name]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def codedeploy() -> CodeDeploy:
    return CodeDeploy()


@pytest.fixture
def s3() -> S3:
    return S3()


@pytest.fixture
def session(codedeploy: CodeDeploy, s3: S3, monkeypatch: pytest.MonkeyPatch) -> Session:
    """The session of the role that releases, which the deploy role has become."""
    role = Session(codedeploy=codedeploy, s3=s3)
    become: Callable[..., Session] = lambda session, arn, **_: role  # noqa: E731 - it is given as a value
    monkeypatch.setattr("workload.release.releaser", become)
    return role
