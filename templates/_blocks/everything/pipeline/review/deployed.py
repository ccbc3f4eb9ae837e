"""Which images and which code a stack will run: an approver sees what the checks before have tested."""

import json
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from workload.planned import Planned

BY_DIGEST = "@sha256:"
OF_INSTANCES = "ami-"


def deployed_by(planned: Planned) -> tuple[str, ...]:
    """Images by digest, those of instances by id, code of functions by the digest in its file's name; each once."""
    images = [value for value in planned.parameters.values() if BY_DIGEST in value or value.startswith(OF_INSTANCES)]
    resources = json.loads(planned.template)["Resources"].values()
    codes = [f"code {PurePosixPath(key).stem}" for each in resources for key in _keys(each.get("Properties", {}))]
    return tuple(dict.fromkeys([*images, *sorted(codes)]))


def _keys(properties: dict[str, Any]) -> Iterator[str]:
    code, uri = properties.get("Code"), properties.get("CodeUri")
    if isinstance(code, dict) and isinstance(code.get("S3Key"), str):
        yield code["S3Key"]
    if isinstance(uri, str):
        yield uri
