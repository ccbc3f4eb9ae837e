"""The load balancer: one production listener, one test listener, and two target groups between which traffic moves."""

from dataclasses import dataclass

import aws_cdk as cdk
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_elasticloadbalancingv2 as elb
from aws_cdk import aws_kms as kms
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from security.nag import accept
from workload.data.network import PUBLIC, EnvironmentNetwork
from workload.environment import Controller, Environment
from workload.service.access_logs import AccessLogs

TEST_HEADER = "X-Release-Test"
HEALTH_PATH = "/health"
# Rules that ECS moves traffic with. They are the same in every environment and release: ECS changes their weights while
# it deploys, so a deployment that changed them would send users back (aws-cdk issue 36649). See the runbook.
PRIORITY = 1
# By name: what the CDK recommends may change, and with CodeDeploy an update of a listener moves users.
TLS_POLICY = elb.SslPolicy.TLS13_RES
# How long a task that leaves finishes its requests; shorter than ECS waits before it kills the task.
DRAIN = cdk.Duration.seconds(25)
# Shorter than the service keeps a connection: one that it has just closed would be a 502.
IDLE = cdk.Duration.seconds(60)


@dataclass(frozen=True)
class Ports:
    """Where the load balancer listens: for users, and for the hooks that try out new tasks."""

    production: int
    test: int


@dataclass(frozen=True)
class Rules:
    """The rules whose weights ECS changes while it deploys."""

    production: elb.ApplicationListenerRule
    test: elb.ApplicationListenerRule


TLS, PLAIN = Ports(production=443, test=8443), Ports(production=80, test=8080)


class LoadBalancer(Construct):
    """`endpoint` for users; `address` and `test_address` for hooks, which do not need the domain to lead here yet.

    The test listener answers 403 to everybody who does not send the value of `test_secret` in a header, X-Release-Test.
    With CodeDeploy it is open: all that AWS documents there is one rule for each listener, which routes everything.
    """

    def __init__(
        self, scope: Construct, id: str, *, environment: Environment, network: EnvironmentNetwork, key: kms.IKey
    ) -> None:
        super().__init__(scope, id)
        self._environment, self._vpc = environment, network.vpc
        self.balancer = elb.ApplicationLoadBalancer(
            self,
            "Balancer",
            vpc=network.vpc,
            vpc_subnets=ec2.SubnetSelection(subnet_group_name=PUBLIC),
            internet_facing=True,
            idle_timeout=IDLE,
            drop_invalid_header_fields=True,
            deletion_protection=environment.protect_data,
            security_group=self._security_group(),
        )
        self.balancer.log_access_logs(AccessLogs(self, "AccessLogs", environment=environment).bucket)
        self.blue, self.green = self._target_group("Blue"), self._target_group("Green")
        self.test_secret = self._test_secret(key)
        ports = TLS if environment.certificate_arn else PLAIN
        self.production_listener = self._listener("Production", ports.production, 404, self.blue)
        self.test_listener = self._listener("Test", ports.test, 403, self.green)
        self.rules = self._rules() if environment.controller is Controller.ECS else None
        scheme = "https" if environment.certificate_arn else "http"
        self.address = f"{scheme}://{self.balancer.load_balancer_dns_name}"
        self.test_address = f"{self.address}:{ports.test}"
        self.endpoint = f"{scheme}://{environment.domain}" if environment.domain else self.address
        if environment.certificate_arn:
            # Where users came in plainly until now, port 80 is free only after the production listener has left it.
            self.balancer.add_redirect().node.add_dependency(self.production_listener)
        else:
            cdk.Annotations.of(self).add_warning_v2(
                f"{environment.name}-plain-http",
                f"{environment.name} has no domain with a certificate, so users reach it through plain HTTP",
            )

    def _security_group(self) -> ec2.SecurityGroup:
        group = ec2.SecurityGroup(self, "Group", vpc=self._vpc, description="Load balancer", allow_all_outbound=False)
        accept(
            group,
            rule="AwsSolutions-EC23",
            reason="A public service: users come from everywhere",
        )
        return group

    def _target_group(self, id: str) -> elb.ApplicationTargetGroup:
        return elb.ApplicationTargetGroup(
            self,
            id,
            vpc=self._vpc,
            target_type=elb.TargetType.IP,
            protocol=elb.ApplicationProtocol.HTTP,
            port=self._environment.port,
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

    def _test_secret(self, key: kms.IKey) -> secretsmanager.Secret:
        secret = secretsmanager.Secret(
            self,
            "TestSecret",
            description=f"Header {TEST_HEADER} of requests to tasks that users do not see yet",
            # By its ARN: what a role may do with the key stands at the role, since the data stack must not know it.
            encryption_key=kms.Key.from_key_arn(self, "TestSecretKey", key.key_arn),
            generate_secret_string=secretsmanager.SecretStringGenerator(exclude_punctuation=True, password_length=48),
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )
        accept(
            secret,
            rule="AwsSolutions-SMG4",
            reason="It opens a release that is public minutes later, and its rotation would change a listener rule",
        )
        return secret

    def _listener(
        self, id: str, port: int, status: int, target_group: elb.ApplicationTargetGroup
    ) -> elb.ApplicationListener:
        """A listener that answers `status` unless a rule says otherwise; CodeDeploy moves it from `target_group` on."""
        arn = self._environment.certificate_arn
        by_rule = self._environment.controller is Controller.ECS
        certificate = [acm.Certificate.from_certificate_arn(self, f"{id}Certificate", arn)] if arn else None
        return self.balancer.add_listener(
            id,
            port=port,
            protocol=elb.ApplicationProtocol.HTTPS if arn else elb.ApplicationProtocol.HTTP,
            certificates=certificate,
            ssl_policy=TLS_POLICY if arn else None,
            open=True,
            default_action=elb.ListenerAction.fixed_response(status)
            if by_rule
            else elb.ListenerAction.forward([target_group]),
        )

    def _rules(self) -> Rules:
        everything = elb.ListenerCondition.path_patterns(["/*"])
        # A dynamic reference: CloudFormation reads the secret when it deploys, and no template holds it.
        tester = elb.ListenerCondition.http_header(TEST_HEADER, [self.test_secret.secret_value.unsafe_unwrap()])
        return Rules(
            production=self._rule("ProductionRule", self.production_listener, everything),
            test=self._rule("TestRule", self.test_listener, tester),
        )

    def _rule(
        self, id: str, listener: elb.ApplicationListener, condition: elb.ListenerCondition
    ) -> elb.ApplicationListenerRule:
        both = [
            elb.WeightedTargetGroup(target_group=self.blue, weight=100),
            elb.WeightedTargetGroup(target_group=self.green, weight=0),
        ]
        return elb.ApplicationListenerRule(
            self,
            id,
            listener=listener,
            priority=PRIORITY,
            conditions=[condition],
            action=elb.ListenerAction.weighted_forward(both),
        )
