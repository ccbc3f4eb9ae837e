"""The version that has to answer is the one of this deployment, also when that is an older one."""

from typing import Any

import pytest
from botocore.stub import Stubber
from release_hooks import ecs
from release_hooks.aws import client
from release_hooks.container import CONTAINER
from release_hooks.expected_version import NoVersion, of_service_revision

from tests.support.hooks import IMAGE, REVISION, VERSION, Context, Tasks

OTHER = f"sha256:{'0' * 64}"


def version(*images: dict[str, Any], revisions: int = 1) -> str:
    with Stubber(client("ecs")) as aws:
        found = [{"containerImages": list(images)}] * revisions
        aws.add_response("describe_service_revisions", {"serviceRevisions": found}, {"serviceRevisionArns": [REVISION]})
        return of_service_revision(REVISION)


def test_it_is_the_digest_of_the_image_of_this_container() -> None:
    sidecar = {"containerName": "sidecar", "image": f"proxy@{OTHER}"}
    assert version(sidecar, {"containerName": CONTAINER, "image": IMAGE, "imageDigest": OTHER}) == VERSION


def test_a_digest_that_ecs_found_for_the_image_counts_if_the_image_names_none() -> None:
    assert version({"containerName": CONTAINER, "image": "orders:1", "imageDigest": VERSION}) == VERSION


@pytest.mark.parametrize("image", [{"image": "orders:latest"}, {}], ids=["a tag", "nothing"])
def test_an_image_without_a_digest_is_refused_with_an_example(image: dict[str, str]) -> None:
    with pytest.raises(NoVersion, match=f"has no image of container {CONTAINER} with a digest, for example"):
        version({"containerName": CONTAINER, **image})


def test_a_revision_of_other_containers_or_none_is_refused() -> None:
    with pytest.raises(NoVersion, match=REVISION):
        version({"containerName": "sidecar", "image": IMAGE})
    with pytest.raises(NoVersion, match=REVISION):
        version(revisions=0)


@pytest.mark.usefixtures("settings")
def test_a_rollback_to_an_older_version_passes_because_that_one_is_expected(tasks: Tasks) -> None:
    older = f"sha256:{'1' * 64}"
    tasks.version = older
    with Stubber(client("ecs")) as aws:
        image = {"containerName": CONTAINER, "image": f"orders@{older}"}
        aws.add_response("describe_service_revisions", {"serviceRevisions": [{"containerImages": [image]}]})
        event = {"executionDetails": {"targetServiceRevisionArn": REVISION}}
        assert ecs.pre_traffic(event, Context()) == {"hookStatus": "SUCCEEDED"}


@pytest.mark.usefixtures("settings")
def test_a_deployment_that_ecs_does_not_explain_fails(tasks: Tasks, caplog: pytest.LogCaptureFixture) -> None:
    with Stubber(client("ecs")) as aws:
        aws.add_client_error("describe_service_revisions", "AccessDeniedException")
        event = {"executionDetails": {"targetServiceRevisionArn": REVISION}}
        assert ecs.pre_traffic(event, Context()) == {"hookStatus": "FAILED"}
    assert "AccessDeniedException" in caplog.text and tasks.requests == []
