"""Deploys one part of an environment, from the assembly that `make synth` made and the image that was pushed.

The service of a VNF is deployed twice: CloudFormation makes what it runs on, then CodeDeploy brings the function there.
"""

import boto3

from monitoring import stacks
from security.session import deploy_session
from workload import image, instance_image
from workload.assembly import Part, deploy_stack, planned_stack, stack_fingerprint
from workload.environment import Environment, Shape
from workload.live_weights import keeping_weights
from workload.names import PARTS, stack_name
from workload.planned import Examine, Planned
from workload.release import release


def deploy(environment: Environment, part: Part, examine: Examine) -> None:
    """Deploy one part of `environment` and wait until it is done, CodeDeploy included.

    Raises ActionFailed: there is no assembly or no image, `examine` refused, users would be sent back to target groups
    that they have left, or CodeDeploy could not deploy the function and went back to the one before. Raises
    subprocess.CalledProcessError: CloudFormation failed and went back.
    """
    released = part == "service" and environment.shape is Shape.VNF
    if part == "service" and environment.deployment_looks_up:
        examine = keeping_weights(environment, examine)
    # CodeDeploy brings the function to instances that run.
    deploy_stack(environment, part, examine, _parameters(environment, part), until_ready=released)
    if released:
        session = deploy_session(environment)
        cloudformation = session.client("cloudformation")
        # What CodeDeploy needs to know is in the outputs of both.
        outputs = {
            name: value
            for each in PARTS
            for name, value in stacks.outputs(cloudformation, stack_name(environment, each)).items()
        }
        release(environment, session, outputs, image.read())


def planned(environment: Environment, part: Part, _reviewer: boto3.Session) -> Planned:
    """What `deploy` would make of the stack. Raises ActionFailed: there is no assembly or no image."""
    return planned_stack(environment, part, _parameters(environment, part))


def fingerprint(environment: Environment, part: Part) -> str:
    """Of what Build made for the stack. Raises ActionFailed: there is no assembly or no image."""
    return stack_fingerprint(environment, part, _parameters(environment, part))


def _parameters(environment: Environment, part: Part) -> dict[str, str]:
    if part == "data":
        return {}
    return {image.PARAMETER: image.read().uri, **instance_image.parameters(environment)}
