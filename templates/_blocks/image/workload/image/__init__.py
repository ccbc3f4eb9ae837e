"""The image of the service: built and pushed once, and known by its digest from then on.

`python -m workload.image` builds, pushes and scans it; `read` tells a deployment which image that was.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from settings.failure import ActionFailed
from workload.image.repository import Repository

# What `push` leaves for the deployments, beside the bill of materials.
ARTIFACT = Path("dist", "image.json")
DIGEST = r"sha256:[0-9a-f]{64}"
# The parameter of each template that takes it; here, since what makes the templates starts the CDK.
PARAMETER = "Image"


@dataclass(frozen=True, kw_only=True)
class Image:
    """A pushed image. digest: what is deployed. tag: for people, it says which commit and execution made it."""

    repository: Repository
    digest: str
    tag: str

    @property
    def uri(self) -> str:
        """What a task definition names."""
        return f"{self.repository.uri}@{self.digest}"

    def write(self, file: Path = ARTIFACT) -> None:
        """Leave it in `file` for `read`."""
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps({"image": self.uri, "tag": self.tag}, indent=2) + "\n", encoding="utf-8")


def read(file: Path = ARTIFACT) -> Image:
    """The image that was pushed. Raises ActionFailed: none was, or the file does not name one by digest."""
    try:
        stored = json.loads(file.read_text(encoding="utf-8"))
        uri, _, digest = str(stored["image"]).partition("@")
        tag = str(stored["tag"])
    except FileNotFoundError:
        raise ActionFailed(
            f"{file} does not exist, so there is no image to deploy: `make package` pushes one where IMAGE_REPOSITORY "
            "names a repository of ECR, for example 111122223333.dkr.ecr.eu-west-1.amazonaws.com/orders."
        ) from None
    except (json.JSONDecodeError, TypeError, KeyError):
        raise ActionFailed(f'{file} is not {{"image": …, "tag": …}}; run `make package` again.') from None
    if not re.fullmatch(DIGEST, digest):
        raise ActionFailed(f"{file} names {stored['image']}, which has no digest; run `make package` again.")
    return Image(repository=Repository.parse(uri, source=str(file)), digest=digest, tag=tag)
