"""The image is pushed once under a tag of its own, and only its digest travels on."""

import json
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from settings.failure import ActionFailed
from tests.support.image import CACHE, DIGEST, ORDERS, Ecr, Engine, refusal
from workload.image.push import push

# pragma: allowlist nextline secret
COMMIT = f"1cfecc4d80a3{'0' * 28}"
EXECUTION = "b2c3d4e5-0000-4000-8000-123456789012"
TAG = f"1cfecc4d80a3-{EXECUTION}"
OTHER = f"sha256:{'f' * 64}"


@pytest.fixture(autouse=True)
def codebuild(ecr: Ecr, tools: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    tools.install("docker")
    for name, value in {
        "CODEBUILD_BUILD_ID": "package:1",
        "CODEBUILD_RESOLVED_SOURCE_VERSION": COMMIT,
        "PIPELINE_EXECUTION_ID": EXECUTION,
        "IMAGE_REPOSITORY": ORDERS,
        "CACHE_REPOSITORY": CACHE,
    }.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def artifact(tmp_path: Path) -> Path:
    return tmp_path / "dist" / "image.json"


def refused(artifact: Path) -> str:
    with pytest.raises(ActionFailed) as failure:
        push(artifact)
    assert not artifact.exists()
    return str(failure.value)


def test_the_digest_that_docker_pushed_is_left_for_the_deployments(artifact: Path) -> None:
    push(artifact)
    assert json.loads(artifact.read_text()) == {"image": f"{ORDERS}@{DIGEST}", "tag": TAG}


def test_the_image_is_built_for_the_processor_of_the_tasks_and_is_no_index(artifact: Path, tools: Engine) -> None:
    push(artifact)
    for call in tools.calls[2:]:
        assert call.words[:3] == ["docker", "buildx", "build"]
        assert call.values("--platform") == ["linux/arm64"]
        assert {"--provenance=false", "--sbom=false", "--push"} <= {*call.words}


def test_dependencies_are_pushed_to_the_cache_first_and_the_image_is_built_from_it(
    artifact: Path, tools: Engine
) -> None:
    push(artifact)
    slow, whole = tools.calls[2:]
    assert slow.values("--target") == ["dependencies"]
    assert slow.values("--tag") == [f"{CACHE}:dependencies"]
    assert slow.values("--cache-from") == [f"type=registry,ref={CACHE}:dependencies"]
    assert whole.values("--target") == []
    assert whole.values("--tag") == [f"{ORDERS}:{TAG}", f"{CACHE}:image"]
    assert whole.values("--cache-from") == [
        f"type=registry,ref={CACHE}:image",
        f"type=registry,ref={CACHE}:dependencies",
    ]
    assert [call.values("--cache-to") for call in (slow, whole)] == [["type=inline"]] * 2


@pytest.mark.parametrize("asked", ["ARG DATABASE_REGION=\n", ""])
def test_a_dockerfile_that_asks_for_the_region_of_the_database_is_told_the_one_of_the_image(
    artifact: Path, tools: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, asked: str
) -> None:
    (tmp_path / "Dockerfile").write_text(f"FROM python\n{asked}")
    monkeypatch.chdir(tmp_path)
    push(artifact)
    assert tools.calls[-1].values("--build-arg") == (["DATABASE_REGION=eu-west-1"] if asked else [])


def test_without_a_repository_for_it_there_is_no_cache(
    artifact: Path, tools: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CACHE_REPOSITORY")
    push(artifact)
    [whole] = tools.calls[2:]
    assert whole.values("--tag") == [f"{ORDERS}:{TAG}"]
    assert whole.values("--cache-from") == []


def test_passwords_go_through_stdin_and_never_into_the_arguments(artifact: Path, tools: Engine, ecr: Ecr) -> None:
    push(artifact)
    gallery, registry = tools.calls[:2]
    assert gallery.words == ["docker", "login", "--username", "AWS", "--password-stdin", "public.ecr.aws"]
    assert gallery.stdin == "of-the-gallery"
    assert registry.words[-1] == "111122223333.dkr.ecr.eu-west-1.amazonaws.com"
    assert registry.stdin == "of-the-registry"
    assert set(ecr.clients) == {("ecr-public", "us-east-1"), ("ecr", "eu-west-1")}


def test_a_retry_in_the_same_execution_takes_what_was_pushed_before(artifact: Path, tools: Engine, ecr: Ecr) -> None:
    ecr.tags[TAG] = OTHER
    assert push(artifact).digest == OTHER
    assert tools.calls == []


@pytest.mark.parametrize("cache", [CACHE, ""])
def test_a_build_that_fails_leaves_no_older_image_behind(
    artifact: Path, tools: Engine, monkeypatch: pytest.MonkeyPatch, cache: str
) -> None:
    monkeypatch.setenv("CACHE_REPOSITORY", cache)
    artifact.parent.mkdir()
    artifact.write_text("{}")
    tools.answer(fails="buildx", arrives="", code=3)
    assert "`docker buildx build` failed (exit code 3)" in refused(artifact)


def test_an_immutable_tag_that_is_taken_meanwhile_is_explained(
    artifact: Path, tools: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CACHE_REPOSITORY")
    tools.answer(fails="buildx", arrives=OTHER)
    assert f"although {ORDERS} has tag {TAG} now, and an immutable tag is not pushed twice; retry" in refused(artifact)


def test_a_refusal_by_ecr_is_no_missing_tag(artifact: Path, tools: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise refusal("AccessDeniedException", "DescribeImages")

    monkeypatch.setattr(Ecr, "describe_images", refuse)
    with pytest.raises(ClientError, match="AccessDeniedException"):
        push(artifact)
    assert tools.calls == []


def test_another_digest_in_the_registry_than_docker_says_is_refused(artifact: Path, tools: Engine) -> None:
    tools.answer(arrives=OTHER)
    assert f"docker says that it pushed {DIGEST}, but {ORDERS} has {OTHER}" in refused(artifact)


@pytest.mark.parametrize("name", ["CODEBUILD_RESOLVED_SOURCE_VERSION", "PIPELINE_EXECUTION_ID"])
def test_without_commit_or_execution_there_is_no_tag(
    artifact: Path, tools: Engine, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.delenv(name)
    assert f"{name} is not set, so the image has no tag" in refused(artifact)
    assert tools.calls == []


@pytest.mark.parametrize(
    ("version", "tag"),
    [
        ("-.3sL4kqtJlcp+XroDTDmJ", f"__3sL4kqtJlc-{EXECUTION}"),
        ("arn:aws:s3:::source/orders.zip", f"arn_aws_s3__-{EXECUTION}"),
    ],
)
def test_the_version_of_an_object_becomes_a_tag(
    artifact: Path, monkeypatch: pytest.MonkeyPatch, version: str, tag: str
) -> None:
    monkeypatch.setenv("CODEBUILD_RESOLVED_SOURCE_VERSION", version)
    assert push(artifact).tag == tag


def test_an_execution_that_no_tag_can_hold_is_refused(artifact: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIPELINE_EXECUTION_ID", "#{codepipeline.PipelineExecutionId}")
    assert "cannot be a tag" in refused(artifact)


def test_a_laptop_pushes_under_the_time_of_day(artifact: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CODEBUILD_BUILD_ID")
    assert push(artifact).tag.startswith("sandbox-20")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("IMAGE_REPOSITORY", "", 'IMAGE_REPOSITORY is "": a repository of ECR without tag is needed'),
        ("IMAGE_REPOSITORY", f"{ORDERS}:1", "without tag"),
        ("CACHE_REPOSITORY", "orders-cache", 'CACHE_REPOSITORY is "orders-cache"'),
        ("CACHE_REPOSITORY", ORDERS, "another repository of 111122223333.dkr.ecr.eu-west-1.amazonaws.com is needed"),
        ("CACHE_REPOSITORY", CACHE.replace("eu-west-1", "eu-west-2"), "another repository of 111122223333"),
    ],
)
def test_a_wrong_repository_is_refused_before_anything_runs(
    artifact: Path, tools: Engine, monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(name, value)
    assert sentence in refused(artifact)
    assert tools.calls == []


def test_outside_of_the_partition_of_the_gallery_nobody_signs_in_there(
    artifact: Path, tools: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMAGE_REPOSITORY", ORDERS.replace("eu-west-1", "us-gov-west-1"))
    monkeypatch.delenv("CACHE_REPOSITORY")
    push(artifact)
    assert [call.words[-1] for call in tools.calls if call.words[1] == "login"] == [
        "111122223333.dkr.ecr.us-gov-west-1.amazonaws.com"
    ]
