"""The load balancer: one production listener, one test listener, and two target groups between which traffic moves."""

from dataclasses import dataclass

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_elasticloadbalancingv2 as elb
from aws_cdk import aws_kms as kms
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from security.nag import accept
from workload.data.network import EnvironmentNetwork
from workload.environment import Environment
from workload.service.balancer_parts import application_balancer, listener, send_plain_http_to_tls, target_group
from workload.task_sizes import Controller

TEST_HEADER = "X-Release-Test"
# Rules that ECS moves traffic with. They are the same in every environment and release: ECS changes their weights while
# it deploys, so a deployment that changed them would send users back (aws-cdk issue 36649). See the runbook.
PRIORITY = 1


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

    public: users reach it from the internet, by the domain of the environment if it has one. Otherwise it is in the
    subnets of the tasks, without a domain, and reached through plain HTTP by whoever `let_in` names.
    `tls_name`: the domain that its certificate holds for, empty without one.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        environment: Environment,
        network: EnvironmentNetwork,
        key: kms.IKey,
        public: bool = True,
    ) -> None:
        super().__init__(scope, id)
        self._environment, self._public = environment, public
        self._certificate = environment.certificate_arn if public else ""
        self.balancer = application_balancer(self, environment=environment, network=network, public=public)
        self.blue, self.green = (
            target_group(self, name, vpc=network.vpc, port=environment.port) for name in ("Blue", "Green")
        )
        self.test_secret = self._test_secret(key)
        self._ports = TLS if self._certificate else PLAIN
        self.production_listener = self._listener("Production", self._ports.production, 404, self.blue)
        self.test_listener = self._listener("Test", self._ports.test, 403, self.green)
        self.rules = self._rules() if environment.controller is Controller.ECS else None
        scheme = "https" if self._certificate else "http"
        self.tls_name = environment.domain if public else ""
        self.address = f"{scheme}://{self.balancer.load_balancer_dns_name}"
        self.test_address = f"{self.address}:{self._ports.test}"
        self.endpoint = f"{scheme}://{self.tls_name}" if self.tls_name else self.address
        if public:
            send_plain_http_to_tls(
                self, environment=environment, balancer=self.balancer, users=self.production_listener
            )

    def let_in(self, group: ec2.ISecurityGroup, description: str, *, test: bool = False) -> None:
        """Let `group` send requests, also to the test listener with `test`. Where it is public, everybody may."""
        for port in (self._ports.production, *([self._ports.test] if test else [])):
            self.balancer.connections.allow_from(group, ec2.Port.tcp(port), description)

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

    def _listener(self, id: str, port: int, status: int, group: elb.ApplicationTargetGroup) -> elb.ApplicationListener:
        """A listener that answers `status` unless a rule says otherwise; CodeDeploy moves it from `group` on."""
        by_rule = self._environment.controller is Controller.ECS
        return listener(
            self,
            id,
            balancer=self.balancer,
            port=port,
            certificate_arn=self._certificate,
            public=self._public,
            action=elb.ListenerAction.fixed_response(status) if by_rule else elb.ListenerAction.forward([group]),
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
