"""The services of AWS that the function, its instances and its deployments call, each by an endpoint of its own."""

from collections.abc import Mapping

from aws_cdk import aws_ec2 as ec2

from workload.data.endpoints import INSTANCE_ENDPOINTS, Service, with_own
from workload.environment import Environment, Function, Network, Shape

# Images, logs, metrics, and Session Manager in place of SSH.
EVERYWHERE = {
    "EcrApi": Service.ECR,
    "EcrImages": Service.ECR_DOCKER,
    "Logs": Service.CLOUDWATCH_LOGS,
    "Metrics": Service.CLOUDWATCH_MONITORING,
    "Sessions": Service.SSM,
    "SessionMessages": Service.SSM_MESSAGES,
    "AgentMessages": Service.EC2_MESSAGES,
    "Tokens": Service.STS,
}
# The agent of CodeDeploy, and its hooks, which take an instance out of the load balancer and put it back.
OF_A_VNF = {
    "Deployments": Service.CODEDEPLOY,
    "DeploymentCommands": Service.CODEDEPLOY_COMMANDS_SECURE,
    "Groups": Service.AUTOSCALING,
    "LoadBalancers": Service.ELASTIC_LOAD_BALANCING,
}
# Its hook lets it carry packets of others, which one arm does not need.
OF_SOURCE_NAT = {"Instances": Service.EC2}


def called_services(environment: Environment, network: Network) -> Mapping[str, ec2.InterfaceVpcEndpointAwsService]:
    """The services by the ids of their endpoints, those of `network.endpoints` included.

    Raises ConfigurationError: the CDK knows none of such a name.
    """
    of_shape = OF_A_VNF if environment.shape is Shape.VNF else INSTANCE_ENDPOINTS
    two_arms = environment.shape is Shape.VNF and environment.function is Function.SOURCE_NAT
    return with_own({**EVERYWHERE, **of_shape, **(OF_SOURCE_NAT if two_arms else {})}, network.endpoints)
