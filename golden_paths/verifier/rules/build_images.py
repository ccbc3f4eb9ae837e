"""The images of CodeBuild projects: CodeBuild has them, and they run on what the project asks for."""

import re
from collections.abc import Iterator

from ..examples import with_resources
from ..repository import PROJECT, Repository
from ..rule import At, rule
from ..values import known, near

IMAGES = "https://docs.aws.amazon.com/codebuild/latest/userguide/ec2-compute-images.html"
LAMBDA_IMAGES = "https://docs.aws.amazon.com/codebuild/latest/userguide/lambda-compute-images.html"

# Source: AWS CodeBuild user guide, "Docker images provided by CodeBuild", and those that became deprecated there.
_LANGUAGES = (
    "corretto11 corretto17 corretto21 dotnet6 dotnet8 go1.21 go1.24 nodejs18 nodejs20 nodejs22 nodejs24 "
    "python3.11 python3.12 python3.13 ruby3.2 ruby3.4"
)
_VERSIONS = {
    "standard": "1.0 2.0 3.0 4.0 5.0 6.0 7.0 8.0",
    "amazonlinux-x86_64-standard": "4.0 5.0 6.0 corretto8 corretto11",
    "amazonlinux-aarch64-standard": "2.0 3.0 4.0",
    "amazonlinux2-x86_64-standard": "1.0 2.0 3.0 4.0 5.0 corretto8 corretto11",
    "amazonlinux2-aarch64-standard": "1.0 2.0 3.0",
    "windows-base": "1.0 2.0 2019-1.0 2019-2.0 2019-3.0 2022-1.0",
    "macos-arm-base": "14 15 26",
    "amazonlinux-x86_64-lambda-standard": _LANGUAGES,
    "amazonlinux-aarch64-lambda-standard": _LANGUAGES,
}
KNOWN = [f"{name}:{version}" for name, versions in _VERSIONS.items() for version in versions.split()]
# The environment types that each family of images runs on.
TYPES = {
    "aarch64-lambda": {"ARM_LAMBDA_CONTAINER"},
    "x86_64-lambda": {"LINUX_LAMBDA_CONTAINER"},
    "aarch64-standard": {"ARM_CONTAINER"},
    "x86_64-standard": {"LINUX_CONTAINER", "LINUX_GPU_CONTAINER"},
    "standard": {"LINUX_CONTAINER", "LINUX_GPU_CONTAINER"},
    "windows-base": {"WINDOWS_CONTAINER", "WINDOWS_SERVER_2019_CONTAINER", "WINDOWS_SERVER_2022_CONTAINER"},
    "macos-arm-base": {"MAC_ARM"},
}


def _project(image: str, type: str) -> str:
    return f"""
    Project:
      Type: AWS::CodeBuild::Project
      Properties:
        Source: {{Type: NO_SOURCE, BuildSpec: "version: 0.2\\n"}}
        Environment: {{Type: {type}, Image: "aws/codebuild/{image}", ComputeType: BUILD_GENERAL1_SMALL}}
"""


@rule(
    id="build-image-exists",
    reason="CodeBuild takes any name of an image, and each build of one that is not there fails before it starts.",
    source=IMAGES,
    fails=with_resources(_project("amazonlinux-x86-standard:5.0", "LINUX_CONTAINER")),
    passes=with_resources(_project("amazonlinux-x86_64-standard:5.0", "LINUX_CONTAINER")),
)
def image_exists(repository: Repository) -> Iterator[At]:
    """An image aws/codebuild/… is one of those that CodeBuild provides."""
    for project in repository.of_type(PROJECT):
        image = known(project.template, project.get("Environment", "Image")) or ""
        name = image.removeprefix("aws/codebuild/")
        # A name may end in a release, as standard:7.0-24.10.29; those of before 2018 are languages.
        plain = re.sub(r"(:[\w.]+)-\d\d\.\d\d\.\d\d$|(:\d{4}-\d\.\d)-\d\d\.\d\d\.\d\d$", r"\1\2", name)
        if name == image or plain in KNOWN or name.startswith(("eb-", "ami/")) or not re.search("standard|base", name):
            continue
        # A newer version of an image than those of the list may exist.
        family, _, version = plain.partition(":")
        newest = _VERSIONS.get(family, "").split()
        if newest and re.fullmatch(r"\d+\.\d+", version) and float(version) > max(map(_number, newest)):
            continue
        # Images of before 2019 have names that are like none of these.
        meant = near(plain, KNOWN)
        if not meant:
            continue
        yield At.of(
            project,
            f"CodeBuild provides no image {image}, so that each build fails before it starts: take one of its "
            f"list, for example aws/codebuild/{meant}",
        )


def _number(text: str) -> float:
    return float(text) if re.fullmatch(r"\d+\.\d+", text) else 0


@rule(
    id="build-image-fits-its-machine",
    reason="An image for ARM does not start on x86, and one for Lambda compute not in a container, nor both reversed.",
    source=LAMBDA_IMAGES,
    fails=with_resources(_project("amazonlinux-aarch64-standard:3.0", "LINUX_CONTAINER")),
    passes=with_resources(_project("amazonlinux-aarch64-standard:3.0", "ARM_CONTAINER")),
)
def image_fits(repository: Repository) -> Iterator[At]:
    """The environment type of a project is one that its image of CodeBuild runs on."""
    for project in repository.of_type(PROJECT):
        image = known(project.template, project.get("Environment", "Image")) or ""
        kind = known(project.template, project.get("Environment", "Type")) or ""
        name = image.removeprefix("aws/codebuild/").split(":")[0]
        types = next((types for part, types in TYPES.items() if part in name), None)
        # What CodeBuild does not have runs nowhere, and another rule says so.
        if (
            image.startswith("aws/codebuild/")
            and name in _VERSIONS
            and types
            and kind.endswith("CONTAINER")
            and kind not in types
        ):
            yield At.of(
                project,
                f"the image {image} does not start on a {kind}: set Type to {' or '.join(sorted(types))}, or take "
                "another image",
            )
