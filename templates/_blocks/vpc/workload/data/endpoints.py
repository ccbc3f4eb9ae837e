"""Ways from a VPC to services of AWS that do not lead through the internet."""

import difflib
from collections.abc import Iterable, Mapping

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from constructs import Construct

from settings.configuration import ConfigurationError

Service = ec2.InterfaceVpcEndpointAwsService
# What the ECS agent of an instance calls.
INSTANCE_ENDPOINTS = {"Ecs": Service.ECS, "EcsAgent": Service.ECS_AGENT, "EcsTelemetry": Service.ECS_TELEMETRY}
# Services whose user guides describe a policy of their endpoint. The others keep that of AWS, which lets everyone
# through: where a service takes no policy, an endpoint with one cannot be made.
TAKES_A_POLICY = {each.short_name for each in (Service.ECR, Service.ECR_DOCKER)}
TAKES_A_POLICY |= {each.short_name for each in (Service.CLOUDWATCH_LOGS, Service.SECRETS_MANAGER)}


def own_service(name: str) -> ec2.InterfaceVpcEndpointAwsService:
    """The service that `Network.endpoints` names, for example "sqs".

    Raises ConfigurationError: the CDK knows none of that name.
    """
    known = {each.lower() for each in dir(Service) if each.isupper()}
    if name not in known:
        example = difflib.get_close_matches(name, known, n=1) or ["sqs"]
        raise ConfigurationError(
            f'endpoints=("{name}",): no AWS service with a VPC endpoint that the CDK knows, '
            f'for example endpoints=("{example[0]}",)'
        )
    service = getattr(Service, name.upper())
    assert isinstance(service, Service)
    return service


def with_own(
    services: Mapping[str, ec2.InterfaceVpcEndpointAwsService], names: Iterable[str]
) -> dict[str, ec2.InterfaceVpcEndpointAwsService]:
    """`services`, by the ids of their endpoints, and those that `Network.endpoints` names besides.

    Raises ConfigurationError: the CDK knows none of such a name.
    """
    own = {f"Own{name.title().replace('_', '')}": own_service(name) for name in names}
    return with_more(services, own)


def with_more(
    services: Mapping[str, ec2.InterfaceVpcEndpointAwsService], more: Mapping[str, ec2.InterfaceVpcEndpointAwsService]
) -> dict[str, ec2.InterfaceVpcEndpointAwsService]:
    """`services`, by the ids of their endpoints, and `more` of them."""
    # One address of a service leads to one endpoint: what is there already is not made twice.
    there = {service.name for service in services.values()}
    return {**services, **{id: service for id, service in more.items() if service.name not in there}}


def add_endpoints(
    scope: Construct,
    *,
    vpc: ec2.Vpc,
    cidr: str,
    subnets: ec2.SubnetSelection,
    services: Mapping[str, ec2.InterfaceVpcEndpointAwsService],
) -> None:
    """An endpoint of each service in these subnets, reached by HTTPS from `cidr`, the addresses of the network."""
    group = ec2.SecurityGroup(scope, "EndpointGroup", vpc=vpc, description="VPC endpoints")
    group.add_ingress_rule(ec2.Peer.ipv4(cidr), ec2.Port.HTTPS, "From this network")
    for id, service in services.items():
        endpoint = vpc.add_interface_endpoint(id, service=service, subnets=subnets, security_groups=[group], open=False)
        if service.short_name in TAKES_A_POLICY:
            endpoint.add_to_policy(of_this_account())


def of_this_account() -> iam.PolicyStatement:
    """Only roles and users of this account get through: nobody hands data to another with credentials from there."""
    return iam.PolicyStatement(
        principals=[iam.AnyPrincipal()],
        actions=["*"],
        resources=["*"],
        conditions={"StringEquals": {"aws:PrincipalAccount": cdk.Aws.ACCOUNT_ID}},
    )


def layers_of_images(scope: Construct) -> iam.PolicyStatement:
    """Whoever ECR gave an address of a layer may fetch it.

    Source: Amazon ECR, interface VPC endpoints, minimum Amazon S3 bucket permissions.
    """
    stack = cdk.Stack.of(scope)
    bucket = f"arn:{stack.partition}:s3:::prod-{stack.region}-starport-layer-bucket"
    return iam.PolicyStatement(principals=[iam.AnyPrincipal()], actions=["s3:GetObject"], resources=[f"{bucket}/*"])
