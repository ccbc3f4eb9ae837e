"""Releases a revision to the instances of a VNF: `release(environment, session, outputs, image)`.

Image and configuration reach the instances by this way only: one of them changed is another revision.
"""

import hashlib
import time
from collections.abc import Callable, Mapping
from typing import Any

import boto3
from botocore.exceptions import ClientError

from settings.failure import ActionFailed
from workload.deployment import Deployment
from workload.environment import Environment
from workload.image import Image
from workload.releaser import releaser
from workload.revision import bundle, settings

OUTPUTS = (
    *("ReleaseApplication", "ReleaseBucket", "ReleaseGroup", "ReleaseLogGroup", "ReleasePolicyBucket"),
    *("ReleasePolicyKey", "ReleaseRole", "ReleaseTargetGroup"),
)
# One object, and each release a version of it: `vnf/instance_rights.py` names it as well.
KEY = "revision.zip"
# In the metadata of the object, by which a release knows the revision that runs.
DIGEST = "sha256"
# What CodeDeploy suspends in the Auto Scaling group while it deploys, and resumes when the deployment succeeds, fails
# or is stopped: an instance that ends in the middle of its hooks would fail the deployment. It can hold no start of an
# instance (`outdated_instances_strategy` in `vnf/codedeploy.py`), and a scheduled action that it held would never run.
# Source: AWS CodeDeploy User Guide, Suspending Amazon EC2 Auto Scaling processes during deployments.
SUSPENDED = ("AZRebalance", "InstanceRefresh", "Terminate")
# Beside the deployment itself: one that CodeDeploy has begun by itself, for an instance that is new.
EXTRA_MINUTES = 30
SECONDS_BETWEEN_TRIES = 30.0


def release(
    environment: Environment,
    session: boto3.Session,
    outputs: Mapping[str, str],
    image: Image,
    *,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Deploy `image` with the configuration of `environment`, and wait; nothing where exactly that runs already.

    session: of the deploy role. outputs: of both stacks. clock, sleep: in seconds, given by tests.
    Raises ActionFailed: CodeDeploy failed, with what the instance said, and what it went back to; or it did not end.
    """
    missing = [name for name in OUTPUTS if not outputs.get(name)]
    if missing:
        raise ActionFailed(
            f"The stacks of {environment.name} have no output {', '.join(missing)}: deploy both from this release."
        )
    role = releaser(session, outputs["ReleaseRole"], clock=clock, sleep=sleep)
    s3, codedeploy = role.client("s3"), role.client("codedeploy")
    group = {"applicationName": outputs["ReleaseApplication"], "deploymentGroupName": outputs["ReleaseGroup"]}
    revision = bundle(settings(environment, outputs, image))
    digest = hashlib.sha256(revision).hexdigest()
    if digest == _running(s3, codedeploy, group):
        print(f"{environment.name}: this image with this configuration runs already; CodeDeploy has nothing to do.")
        return
    stored = s3.put_object(
        Bucket=outputs["ReleaseBucket"], Key=KEY, Body=revision, Metadata={DIGEST: digest}, ChecksumAlgorithm="SHA256"
    )
    end = clock() + 60 * (environment.release_minutes + EXTRA_MINUTES)
    place = {"bucket": outputs["ReleaseBucket"], "key": KEY, "bundleType": "zip", "version": stored["VersionId"]}
    request = {
        **group,
        "revision": {"revisionType": "S3", "s3Location": place},
        "description": image.tag[:100],
        "fileExistsBehavior": "OVERWRITE",
        "ec2DeploymentOptions": {"autoScalingGroupProcessesToSuspend": [*SUSPENDED]},
    }
    id = _create(codedeploy, request, end=end, clock=clock, sleep=sleep)
    print(f"{environment.name}: CodeDeploy deploys {image.tag}, zone by zone, as deployment {id}.")
    Deployment(codedeploy, id, clock=clock, sleep=sleep).wait(end)


def _running(s3: Any, codedeploy: Any, group: Mapping[str, str]) -> str:
    """The digest of the revision that was deployed last and well; empty when there is none."""
    described = codedeploy.get_deployment_group(**group)["deploymentGroupInfo"]
    last, tried = (described.get(f"last{which}Deployment", {}) for which in ("Successful", "Attempted"))
    # After a failure nobody knows what each instance runs, so it is deployed again.
    if not last.get("deploymentId") or tried.get("status") not in {None, "Succeeded"}:
        return ""
    revision = codedeploy.get_deployment(deploymentId=last["deploymentId"])["deploymentInfo"]["revision"]["s3Location"]
    try:
        found = s3.head_object(Bucket=revision["bucket"], Key=revision["key"], VersionId=revision["version"])
    except ClientError:
        # It has expired, or is none of ours.
        return ""
    return str(found.get("Metadata", {}).get(DIGEST, ""))


def _create(
    codedeploy: Any,
    request: Mapping[str, Any],
    *,
    end: float,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
) -> str:
    while True:
        try:
            return str(codedeploy.create_deployment(**request)["deploymentId"])
        except ClientError as error:
            if error.response["Error"]["Code"] != "DeploymentLimitExceededException" or clock() >= end:
                raise
        print("CodeDeploy has not ended another deployment of this group, which it may have begun for a new instance.")
        sleep(SECONDS_BETWEEN_TRIES)
