"""Deploys one part of an environment, from the assembly that `make synth` made and the image that was pushed.

With PostgreSQL the database is migrated after the data stack. Then the version that still serves users is asked,
through `/new/ready` of the router, whether it works on the new schema. DynamoDB has no schema.
"""

from monitoring import stacks
from security.session import deploy_session
from workload import image
from workload.assembly import Part, deploy_stack
from workload.compatibility import previous_version_still_works, running_version_works
from workload.environment import Environment, Store
from workload.migration import migrate
from workload.names import stack_name


def deploy(environment: Environment, part: Part) -> None:
    """Deploy one part of `environment` and wait until it is done, migration or shift of traffic included.

    Raises ActionFailed: there is no assembly or no image, the migration failed, or the version that serves users does
    not work on the new schema. Raises subprocess.CalledProcessError: the deployment failed, and was rolled back.
    """
    migrates = part == "data" and environment.store is Store.POSTGRESQL
    # A stack without a task has no parameter for its image.
    parameters = {image.PARAMETER: image.read().uri} if migrates or part == "service" else {}
    deploy_stack(environment, part, parameters)
    if migrates:
        _migrate(environment)


def _migrate(environment: Environment) -> None:
    session = deploy_session(environment)
    cloudformation = session.client("cloudformation")
    router = stacks.outputs(cloudformation, stack_name(environment, "service")).get("Endpoint")
    worked = running_version_works(router)
    migrate(session, stacks.outputs(cloudformation, stack_name(environment, "data")))
    if worked:
        previous_version_still_works(router)
