"""Deploys one part of an environment from what `make package` built; nothing is built again."""

import hashlib
import json

import boto3

from monitoring import stacks
from project import QUALIFIER, TAGS
from security import session
from settings.configuration import ConfigurationError
from settings.failure import ActionFailed
from workload import change_set, kept_probe
from workload.environment import Environment
from workload.names import Part, stack_name
from workload.parameters import data_parameters, parameters
from workload.planned import Examine, Planned
from workload.uploads import data_template, publish, service_template, template_before_approval


def deploy(environment: Environment, part: Part, examine: Examine) -> None:
    """Deploy one part of `environment` and wait until it is done, the shift of traffic included.

    Raises ActionFailed: nothing was built, there is no data stack, or `examine` did not let the change set be
    executed. Raises subprocess.CalledProcessError: the deployment failed, and was rolled back.
    """
    deployer = session.deploy_session(environment)
    cloudformation = deployer.client("cloudformation")
    if part == "data":
        # JSON, as it was read before an approval.
        template, values = ({"TemplateBody": data_template()}, data_parameters(environment))
    else:
        built = service_template()
        outputs = stacks.outputs(cloudformation, stack_name(environment, "data"))
        if not outputs:
            raise ActionFailed(f"Stack {stack_name(environment, 'data')} is missing: deploy the data of it first.")
        values = parameters(environment, data_outputs=outputs, template=built)
        values |= kept_probe.given(environment, built, cloudformation)
        template = {"TemplateURL": publish(environment)}
    owner, partition = (session.account(environment), deployer.get_partition_for_region(environment.region))
    role = f"cdk-{QUALIFIER}-cfn-exec-role-{owner}-{environment.region}"
    change_set.apply(
        cloudformation,
        change_set.Change(
            stack=stack_name(environment, part),
            template=template,
            parameters=values,
            tags=_tags(environment),
            role=f"arn:{partition}:iam::{owner}:role/{role}",
            environment=environment,
            part=part,
        ),
        examine,
    )


def planned(environment: Environment, part: Part, reviewer: boto3.Session) -> Planned:
    """What `deploy` would make of the stack. Raises ActionFailed: nothing was built."""
    stack, values, unknown = stack_name(environment, part), data_parameters(environment), ""
    if part == "data":
        template = data_template()
    else:
        template = template_before_approval(environment, reviewer)
        cloudformation, built = reviewer.client("cloudformation"), service_template()
        outputs = stacks.outputs(cloudformation, stack_name(environment, "data"))
        try:
            values = parameters(environment, data_outputs=outputs, template=built)
            values |= kept_probe.present(environment, built, cloudformation)
        except ConfigurationError as error:
            values, unknown = {}, f"an output of the data stack comes with this release ({error})"
    return Planned(stack=stack, template=template, parameters=values, tags=_tags(environment), unknown=unknown)


def fingerprint(_environment: Environment, part: Part) -> str:
    """Of what Build made for the stack, the same for every environment. Raises ActionFailed: nothing was built."""
    made = data_template() if part == "data" else json.dumps(service_template(), sort_keys=True)
    return hashlib.sha256(made.encode()).hexdigest()


def _tags(environment: Environment) -> dict[str, str]:
    return {**TAGS, "environment": environment.name}
