"""One environment of the workload: the data stack, then the service stack. Sandbox and pipeline deploy this class."""

import aws_cdk as cdk
from constructs import Construct

from project import QUALIFIER, TAGS
from workload.data.infrastructure import DataStack
from workload.environment import Environment
from workload.names import stack_name
from workload.service.infrastructure import ServiceStack

# Deployments move traffic with them. A changed tag would make CloudFormation write them as the template has them.
MOVED_BY_DEPLOYMENTS = ["AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::ListenerRule"]


class WorkloadStage(cdk.Stage):
    """Everything that one environment consists of; `endpoint` is the URL of its API."""

    def __init__(self, scope: Construct, id: str, *, environment: Environment) -> None:
        # Without an account the stacks are deployed to the account of whoever deploys them.
        target = cdk.Environment(account=environment.account or None, region=environment.region)
        super().__init__(scope, id, env=target)
        data = DataStack(
            self,
            "Data",
            environment=environment,
            stack_name=stack_name(environment, "data"),
            termination_protection=environment.protect_data,
            synthesizer=cdk.DefaultStackSynthesizer(qualifier=QUALIFIER),
        )
        service = ServiceStack(
            self,
            "Service",
            environment=environment,
            data=data,
            stack_name=stack_name(environment, "service"),
            termination_protection=environment.protect_data,
            synthesizer=cdk.DefaultStackSynthesizer(qualifier=QUALIFIER),
        )
        service.add_stack_dependency(data)
        self.endpoint = service.endpoint
        for name, value in {**TAGS, "environment": environment.name}.items():
            cdk.Tags.of(self).add(name, value, exclude_resource_types=MOVED_BY_DEPLOYMENTS)
