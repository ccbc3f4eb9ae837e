"""Deploys one part of an environment, from the assembly that `make synth` made and the image that was pushed.

After the data stack the database is migrated, and the version that still serves users has to work on the new schema.
"""

import boto3

from monitoring import stacks
from security.session import deploy_session
from workload import image, instance_image
from workload.assembly import Part, deploy_stack, kept_probe_of, planned_stack, stack_fingerprint
from workload.compatibility import previous_version_still_works, running_version_works
from workload.environment import Environment
from workload.live_weights import keeping_weights
from workload.migration import migrate
from workload.names import stack_name
from workload.planned import Examine, Planned


def deploy(environment: Environment, part: Part, examine: Examine) -> None:
    """Deploy one part of `environment` and wait until it is done, migration or shift of traffic included.

    Raises ActionFailed: there is no assembly or no image, `examine` refused, users would be sent back to target groups
    that they have left, the migration failed, or the version that serves users does not work on the new schema. Raises
    subprocess.CalledProcessError: the deployment failed, and was rolled back.
    """
    if part == "service":
        examine = keeping_weights(environment, examine)
    parameters = {**_parameters(environment, part), **kept_probe_of(environment, part)}
    deploy_stack(environment, part, examine, parameters)
    if part == "data":
        session = deploy_session(environment)
        cloudformation = session.client("cloudformation")
        endpoint = stacks.outputs(cloudformation, stack_name(environment, "service")).get("Endpoint")
        worked = running_version_works(endpoint)
        migrate(session, stacks.outputs(cloudformation, stack_name(environment, "data")))
        if worked:
            previous_version_still_works(endpoint)


def planned(environment: Environment, part: Part, _reviewer: boto3.Session) -> Planned:
    """What `deploy` would make of the stack. Raises ActionFailed: there is no assembly or no image."""
    return planned_stack(environment, part, _parameters(environment, part))


def fingerprint(environment: Environment, part: Part) -> str:
    """Of what Build made for the stack. Raises ActionFailed: there is no assembly or no image."""
    return stack_fingerprint(environment, part, _parameters(environment, part))


def _parameters(environment: Environment, part: Part) -> dict[str, str]:
    # The data stack has a task as well, and no instance.
    of_instances = instance_image.parameters(environment) if part == "service" else {}
    return {image.PARAMETER: image.read().uri, **of_instances}
