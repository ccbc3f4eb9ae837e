"""Which version a deployment brings: the digest of its image, as the service reports it at `GET /health`.

Asked of the deployment itself. A variable of the function would name the newest release, and the hook would refuse the
older one that a rollback brings back.
"""

import json
import re

from release_hooks.aws import client
from release_hooks.container import CONTAINER

DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


class NoVersion(Exception):
    """The deployment does not say which image it brings by digest."""


def of_service_revision(arn: str) -> str:
    """What ECS deploys. Raises NoVersion."""
    found = client("ecs").describe_service_revisions(serviceRevisionArns=[arn])["serviceRevisions"]
    images = [
        image for each in found for image in each.get("containerImages", ()) if image["containerName"] == CONTAINER
    ]
    # The image as the task definition names it; the digest besides may be of one of its architectures.
    return _digest(arn, *(image.get(name, "") for image in images for name in ("image", "imageDigest")))


def of_deployment(id: str) -> str:
    """What CodeDeploy deploys. Raises NoVersion."""
    revision = client("codedeploy").get_deployment(deploymentId=id)["deploymentInfo"]["revision"]
    resources = json.loads(revision["appSpecContent"]["content"])["Resources"]
    task = resources[0]["TargetService"]["Properties"]["TaskDefinition"]
    containers = client("ecs").describe_task_definition(taskDefinition=task)["taskDefinition"]["containerDefinitions"]
    return _digest(task, *(each["image"] for each in containers if each["name"] == CONTAINER))


def _digest(source: str, *images: str) -> str:
    for image in images:
        if found := DIGEST.search(image):
            return found.group()
    raise NoVersion(
        f"{source} has no image of container {CONTAINER} with a digest, for example repository@sha256:4f2c…"
    )
