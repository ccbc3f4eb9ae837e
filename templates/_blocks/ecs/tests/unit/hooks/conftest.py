"""What the tests of the hooks share: tasks that answer, the secret, and a clock that does not wait."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from botocore.stub import Stubber
from moto import mock_aws
from release_hooks.aws import client
from release_hooks.container import CONTAINER

from tests.support.hooks import IMAGE, REVISION, SECRET, Tasks, serve


@pytest.fixture
def tasks() -> Iterator[Tasks]:
    """The new tasks behind the test listener."""
    with serve(Tasks()) as served:
        yield served


@pytest.fixture
def users_see() -> Iterator[Tasks]:
    """What answers where users ask."""
    with serve(Tasks(secret="")) as served:
        yield served


@pytest.fixture(scope="module")
def aws() -> Iterator[None]:
    """AWS in memory, once for a file since that takes longer than most tests. Requests to this machine go through."""
    with mock_aws(config={"core": {"passthrough": {"urls": [r"http://127\.0\.0\.1.*"]}}}):
        yield


@pytest.fixture
def settings(aws: None, tasks: Tasks, users_see: Tasks, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment variables of the hooks, and the secret that they name."""
    secret = client("secretsmanager").create_secret(Name=f"release-test-{uuid4()}", SecretString=SECRET)
    for name, value in {
        "ENDPOINT": users_see.endpoint,
        "TEST_ENDPOINT": tasks.endpoint,
        "RELEASE_TEST_SECRET_ARN": secret["ARN"],
        "LOG_LEVEL": "INFO",
    }.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def revision() -> Iterator[Stubber]:
    """ECS says once which image the revision of the deployment has."""
    with Stubber(client("ecs")) as ecs:
        images = [{"containerName": CONTAINER, "image": IMAGE}]
        ecs.add_response(
            "describe_service_revisions",
            {"serviceRevisions": [{"containerImages": images}]},
            {"serviceRevisionArns": [REVISION]},
        )
        yield ecs


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the hooks waited between tries; the time passes at once."""
    slept: list[float] = []
    monkeypatch.setattr("release_hooks.release_test.monotonic", lambda: sum(slept))
    monkeypatch.setattr("release_hooks.release_test.sleep", slept.append)
    return slept
