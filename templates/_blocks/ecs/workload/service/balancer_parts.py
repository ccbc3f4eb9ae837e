"""What every load balancer of this workload is made of, whoever reaches it: users, or other tasks in the network."""

import aws_cdk as cdk
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_elasticloadbalancingv2 as elb
from constructs import Construct

from security.nag import accept
from workload.data.network import PUBLIC, EnvironmentNetwork
from workload.environment import Environment
from workload.service.access_logs import AccessLogs

HEALTH_PATH = "/health"
# By name: what the CDK recommends may change, and with CodeDeploy an update of a listener moves users.
TLS_POLICY = elb.SslPolicy.TLS13_RES
# How long a task that leaves finishes its requests; shorter than ECS waits before it kills the task.
DRAIN = cdk.Duration.seconds(25)
# Shorter than the service keeps a connection: one that it has just closed would be a 502.
IDLE = cdk.Duration.seconds(60)


def application_balancer(
    scope: Construct, *, environment: Environment, network: EnvironmentNetwork, public: bool
) -> elb.ApplicationLoadBalancer:
    """A load balancer with a security group and access logs, in the subnets that it is reached from.

    public: everybody may reach its listeners. Otherwise only security groups that are let in do.
    """
    group = ec2.SecurityGroup(scope, "Group", vpc=network.vpc, description="Load balancer", allow_all_outbound=False)
    if public:
        accept(
            group,
            rule="AwsSolutions-EC23",
            reason="A public service: users come from everywhere",
        )
    balancer = elb.ApplicationLoadBalancer(
        scope,
        "Balancer",
        vpc=network.vpc,
        vpc_subnets=ec2.SubnetSelection(subnet_group_name=PUBLIC) if public else network.tasks,
        internet_facing=public,
        idle_timeout=IDLE,
        drop_invalid_header_fields=True,
        deletion_protection=environment.protect_data,
        security_group=group,
    )
    balancer.log_access_logs(AccessLogs(scope, "AccessLogs", environment=environment).bucket)
    return balancer


def target_group(scope: Construct, id: str, *, vpc: ec2.IVpc, port: int) -> elb.ApplicationTargetGroup:
    """Tasks that listen on `port`, and are healthy while they answer 200 to GET /health."""
    return elb.ApplicationTargetGroup(
        scope,
        id,
        vpc=vpc,
        target_type=elb.TargetType.IP,
        protocol=elb.ApplicationProtocol.HTTP,
        port=port,
        deregistration_delay=DRAIN,
        health_check=elb.HealthCheck(
            path=HEALTH_PATH,
            healthy_http_codes="200",
            interval=cdk.Duration.seconds(10),
            timeout=cdk.Duration.seconds(5),
            healthy_threshold_count=2,
            unhealthy_threshold_count=3,
        ),
    )


def listener(
    scope: Construct,
    id: str,
    *,
    balancer: elb.ApplicationLoadBalancer,
    port: int,
    certificate_arn: str,
    public: bool,
    action: elb.ListenerAction,
) -> elb.ApplicationListener:
    """A listener with TLS, or plain where `certificate_arn` is empty. public: the whole internet may reach it."""
    arn = certificate_arn
    return balancer.add_listener(
        id,
        port=port,
        protocol=elb.ApplicationProtocol.HTTPS if arn else elb.ApplicationProtocol.HTTP,
        certificates=[acm.Certificate.from_certificate_arn(scope, f"{id}Certificate", arn)] if arn else None,
        ssl_policy=TLS_POLICY if arn else None,
        open=public,
        default_action=action,
    )


def send_plain_http_to_tls(
    scope: Construct, *, environment: Environment, balancer: elb.ApplicationLoadBalancer, users: elb.ApplicationListener
) -> None:
    """Send users who come to port 80 of a public `balancer` to TLS, or warn that without a domain they stay there."""
    if environment.certificate_arn:
        # Where users came in plainly until now, port 80 is free only after the listener of users has left it.
        balancer.add_redirect().node.add_dependency(users)
    else:
        cdk.Annotations.of(scope).add_warning_v2(
            f"{environment.name}-plain-http",
            f"{environment.name} has no domain with a certificate, so users reach it through plain HTTP",
        )
