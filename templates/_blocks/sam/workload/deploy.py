"""Deploys one part of an environment from what `make package` built; nothing is built again."""

from pathlib import Path
from typing import Literal

from monitoring import stacks
from project import QUALIFIER, TAGS
from security import session
from settings.failure import ActionFailed
from workload import change_set
from workload.environment import Environment
from workload.names import stack_name
from workload.parameters import data_parameters, parameters
from workload.uploads import publish, service_template

DATA_TEMPLATE = Path(__file__).parent / "data" / "template.yaml"


def deploy(environment: Environment, part: Literal["data", "service"]) -> None:
    """Deploy one part of `environment` and wait until it is done, the shift of traffic included.

    Raises ActionFailed: nothing was built, or there is no data stack. Raises subprocess.CalledProcessError: the
    deployment failed, and was rolled back.
    """
    deployer = session.deploy_session(environment)
    cloudformation = deployer.client("cloudformation")
    if part == "data":
        template, values = ({"TemplateBody": DATA_TEMPLATE.read_text("utf-8")}, data_parameters(environment))
    else:
        built = service_template()
        outputs = stacks.outputs(cloudformation, stack_name(environment, "data"))
        if not outputs:
            raise ActionFailed(f"Stack {stack_name(environment, 'data')} is missing: deploy the data of it first.")
        values = parameters(environment, data_outputs=outputs, template=built)
        template = {"TemplateURL": publish(environment)}
    owner, partition = (session.account(environment), deployer.get_partition_for_region(environment.region))
    role = f"cdk-{QUALIFIER}-cfn-exec-role-{owner}-{environment.region}"
    change_set.apply(
        cloudformation,
        change_set.Change(
            stack=stack_name(environment, part),
            template=template,
            parameters=values,
            tags={**TAGS, "environment": environment.name},
            role=f"arn:{partition}:iam::{owner}:role/{role}",
            environment=environment,
            part=part,
        ),
    )
