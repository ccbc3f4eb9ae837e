"""Builds the image for the tasks and pushes it, once for a commit and an execution of the pipeline.

The BuildKit inside Docker's engine builds. Another driver of buildx would first pull an image of BuildKit, which is on
Docker Hub, and in the public gallery of ECR only as a stranger's copy. Without one the cache has to be inline: layers
that were pushed. So the stage with the dependencies, which is the slow one, is pushed too, to a repository for caches.

No attestations: they would make the digest that of an index, which the scan of ECR does not accept. The bill of
materials comes from the lock file, by `make sbom`; what Debian adds is in the scan.
"""

import json
import os
import re
import tempfile
from base64 import b64decode
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3

from settings.failure import ActionFailed
from workload.image import ARTIFACT, Image, engine
from workload.image.repository import Repository

PLATFORM = "linux/arm64"
SLOW_STAGE = "dependencies"
# The certificates of RDS in the image must hold for its databases.
DATABASE_REGION = "DATABASE_REGION"
PUBLIC_GALLERY = "public.ecr.aws"
# Of the AWS partition only; elsewhere pulls stay anonymous.
PUBLIC_GALLERY_REGION = "us-east-1"
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_BUILD = ("docker", "buildx", "build", "--platform", PLATFORM, "--provenance=false", "--sbom=false")
_PUSH = ("--cache-to", "type=inline", "--push")


def push(artifact: Path = ARTIFACT) -> Image:
    """Build, push, and leave the file for deployments. A retry in the same execution takes what was pushed before.

    Raises ActionFailed: a variable is missing or wrong, docker failed, or ECR holds something else than was pushed.
    """
    artifact.unlink(missing_ok=True)
    repository = Repository.parse(os.environ.get("IMAGE_REPOSITORY", ""), source="IMAGE_REPOSITORY")
    tag = tag_of(os.environ)
    digest = repository.digest_of(tag)
    if digest:
        print(f"{repository.uri} has tag {tag} from an earlier try of this execution: its image is taken.")
    else:
        digest = _build_and_push(repository, tag)
    image = Image(repository=repository, digest=digest, tag=tag)
    image.write(artifact)
    print(f"Pushed {image.uri} as {tag}.")
    return image


def tag_of(environment: Mapping[str, str]) -> str:
    """Commit and execution: the same commit is built again by the daily run, and a tag cannot move.

    On a laptop the time, for a sandbox. Raises ActionFailed: CodeBuild does not say which commit or execution it is.
    """
    if "CODEBUILD_BUILD_ID" not in environment:
        return f"sandbox-{datetime.now(UTC):%Y%m%d%H%M%S}"
    for name in ("CODEBUILD_RESOLVED_SOURCE_VERSION", "PIPELINE_EXECUTION_ID"):
        if not environment.get(name):
            raise ActionFailed(f"{name} is not set, so the image has no tag; the pipeline's Package action gives it.")
    # The version of an object in S3, where that is the source, holds characters that a tag must not have.
    source = re.sub(r"[^A-Za-z0-9]", "_", environment["CODEBUILD_RESOLVED_SOURCE_VERSION"])
    tag = f"{source[:12]}-{environment['PIPELINE_EXECUTION_ID']}"
    if not _TAG.fullmatch(tag):
        raise ActionFailed(f'"{tag}" cannot be a tag: letters, digits, "_", "." and "-", for example 1cfecc4d80a3-42.')
    return tag


def _build_and_push(repository: Repository, tag: str) -> str:
    cache = _cache_repository(repository)
    _sign_in(repository)
    if cache:
        slow = f"{cache.uri}:{SLOW_STAGE}"
        engine.run(*_BUILD, "--target", SLOW_STAGE, "--tag", slow, *_from(slow), *_PUSH, ".")
    with tempfile.TemporaryDirectory() as folder:
        metadata = Path(folder, "metadata.json")
        try:
            names, given = _names(repository, tag, cache), _arguments(repository)
            engine.run(*_BUILD, *names, *given, "--metadata-file", str(metadata), *_PUSH, ".")
        except ActionFailed as error:
            if repository.digest_of(tag) is None:
                raise
            raise ActionFailed(
                f"docker failed although {repository.uri} has tag {tag} now, and an immutable tag is not pushed twice; "
                "retry the action, which takes the image that has it."
            ) from error
        said = str(json.loads(metadata.read_text(encoding="utf-8")).get("containerimage.digest"))
    found = repository.digest_of(tag)
    if found != said:
        raise ActionFailed(f"docker says that it pushed {said}, but {repository.uri} has {found} as {tag}.")
    return said


def _names(repository: Repository, tag: str, cache: Repository | None) -> Iterator[str]:
    yield from ("--tag", f"{repository.uri}:{tag}")
    yield from ("--label", f"org.opencontainers.image.version={tag}")
    if cache:
        whole = f"{cache.uri}:image"
        yield from ("--tag", whole, *_from(whole, f"{cache.uri}:{SLOW_STAGE}"))


def _arguments(repository: Repository) -> Iterator[str]:
    # Environments are in the region of their images. Only where the Dockerfile asks for it: docker warns of others.
    if re.search(rf"^ARG {DATABASE_REGION}\b", Path("Dockerfile").read_text(encoding="utf-8"), re.MULTILINE):
        yield from ("--build-arg", f"{DATABASE_REGION}={repository.region}")


def _from(*references: str) -> list[str]:
    return [word for reference in references for word in ("--cache-from", f"type=registry,ref={reference}")]


def _cache_repository(images: Repository) -> Repository | None:
    uri = os.environ.get("CACHE_REPOSITORY", "")
    if not uri:
        return None
    cache = Repository.parse(uri, source="CACHE_REPOSITORY")
    if cache.registry != images.registry or cache == images:
        raise ActionFailed(
            f"CACHE_REPOSITORY={uri}: another repository of {images.registry} is needed, since its tags move, "
            f"for example {images.uri}-cache."
        )
    return cache


def _sign_in(repository: Repository) -> None:
    # Anonymous pulls from the gallery are limited by address, and CodeBuild shares its addresses with strangers.
    if not repository.region.startswith(("cn-", "us-gov-")):
        gallery = boto3.client("ecr-public", region_name=PUBLIC_GALLERY_REGION)
        _docker_login(gallery.get_authorization_token()["authorizationData"], PUBLIC_GALLERY)
    _docker_login(repository.client().get_authorization_token()["authorizationData"][0], repository.registry)


def _docker_login(authorization: Any, registry: str) -> None:
    user, _, password = b64decode(authorization["authorizationToken"]).decode().partition(":")
    engine.run("docker", "login", "--username", user, "--password-stdin", registry, stdin=password)
