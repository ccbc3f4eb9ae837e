"""Where builds run: the image of CodeBuild, and the runtimes that buildspecs name.

A release is built in the image that the pipeline has; UpdatePipeline, the stage after Build, brings another. So a
runtime that only a new image has comes one release after that image.
"""

from collections.abc import Mapping

IMAGE = "aws/codebuild/amazonlinux-aarch64-standard:3.0"
# A buildspec cannot read them here, so each file in buildspecs/ names the same.
RUNTIMES = {"python": "3.13", "nodejs": "22"}

# What an image has installed; CodeBuild would download any other version at the start of each build. Source:
# runtimes.yml in al/aarch64/standard/ of https://github.com/aws/aws-codebuild-docker-images. An image stays here as
# long as a pipeline may have it.
INSTALLED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "aws/codebuild/amazonlinux-aarch64-standard:3.0": {
        "python": ("3.9", "3.10", "3.11", "3.12", "3.13", "3.14"),
        "nodejs": ("18", "20", "22", "24"),
    },
    "aws/codebuild/amazonlinux-aarch64-standard:4.0": {
        "python": ("3.10", "3.11", "3.12", "3.13", "3.14"),
        "nodejs": ("22", "24"),
    },
}


def refused(file: str, runtimes: Mapping[str, object], *, deployed: str = IMAGE) -> list[str]:
    """Why a pipeline cannot build with `runtimes`, which `file` names; a sentence each, empty when it can.

    deployed: the image that the pipeline has before this commit is released. Of images and runtimes that `INSTALLED`
    does not name, nothing is said.
    """
    found = []
    for name, version in runtimes.items():
        here, there = (INSTALLED.get(image, {}).get(name, (str(version),)) for image in (IMAGE, deployed))
        if str(version) not in here:
            found.append(
                f'{file}: {name} "{version}" is not installed in {IMAGE}, where builds run; '
                f'name one that is, for example {name}: "{here[-1]}"'
            )
        elif str(version) not in there:
            found.append(
                f'{file}: {name} "{version}" is not installed in {deployed}, which builds this release; make two: the '
                f'first with IMAGE = "{IMAGE}" in settings/build_image.py and {name} as before, the second with '
                f'{name}: "{version}"'
            )
    return found
