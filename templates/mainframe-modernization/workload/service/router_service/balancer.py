"""Where users come in: the public load balancer of the router, with its domain if the environment has one."""

from aws_cdk import aws_elasticloadbalancingv2 as elb
from constructs import Construct

from workload.data.network import EnvironmentNetwork
from workload.environment import Environment
from workload.service.balancer_parts import application_balancer, listener, send_plain_http_to_tls, target_group

TLS, PLAIN = 443, 80


class RouterBalancer(Construct):
    """`endpoint` for users, without a slash at its end; `tasks` is the target group behind `balancer`."""

    def __init__(self, scope: Construct, id: str, *, environment: Environment, network: EnvironmentNetwork) -> None:
        super().__init__(scope, id)
        arn = environment.certificate_arn
        self.balancer = application_balancer(self, environment=environment, network=network, public=True)
        self.tasks = target_group(self, "Tasks", vpc=network.vpc, port=environment.port)
        self.users = listener(
            self,
            "Users",
            balancer=self.balancer,
            port=TLS if arn else PLAIN,
            certificate_arn=arn,
            public=True,
            action=elb.ListenerAction.forward([self.tasks]),
        )
        send_plain_http_to_tls(self, environment=environment, balancer=self.balancer, users=self.users)
        host = environment.domain or self.balancer.load_balancer_dns_name
        self.endpoint = f"{'https' if arn else 'http'}://{host}"
