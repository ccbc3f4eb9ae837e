"""A service behind an internal load balancer, whose hooks work in its network, as a second service may be."""

from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from constructs import Construct

from security.key_policy import let_logs_and_alarms_use
from tests.support.workload_templates import new_app
from workload.data.network import EnvironmentNetwork, Service, StackWithZones
from workload.environment import Environment
from workload.names import deployment_name
from workload.released_image import ReleasedImage
from workload.service.capacity import Capacity
from workload.service.codedeploy import CodeDeployDelivery
from workload.service.delivery import EcsDelivery
from workload.service.health import Health
from workload.service.hook_functions import Hooks
from workload.service.load_balancer import LoadBalancer
from workload.service.scaling import Tracked, scale
from workload.task import add_container, task_definition
from workload.task_sizes import Controller

SERVICES = {"Weights": Service.SSM, "MoreSecrets": Service.SECRETS_MANAGER}


class OwnTasks(Construct):
    """Tasks without a database."""

    def __init__(
        self,
        stack: Construct,
        environment: Environment,
        *,
        network: EnvironmentNetwork,
        key: kms.IKey,
        load_balancer: LoadBalancer,
    ) -> None:
        super().__init__(stack, "Tasks")
        image = ReleasedImage(self, "Released")
        self.subnets = network.tasks
        self.group = ec2.SecurityGroup(self, "Group", vpc=network.vpc)
        self.group.connections.allow_from(load_balancer.balancer, ec2.Port.tcp(environment.port), "Requests")
        self.definition: ecs.TaskDefinition = task_definition(
            self,
            "Definition",
            family=f"{deployment_name(environment)}-own",
            cpu=256,
            memory_mb=512,
            on_fargate=True,
        )
        image.let_pull(self.definition.obtain_execution_role())
        self.log: logs.LogGroup = add_container(
            self.definition,
            environment=environment,
            image=image,
            key=key,
            port=environment.port,
            variables={"PORT": str(environment.port)},
        )


def synthesise(environment: Environment) -> Path:
    """The folder of an assembly with one stack of everything, called Internal; raises for findings of cdk-nag."""
    app = new_app()
    stack = StackWithZones(app, "Internal", env=cdk.Environment(region=environment.region))
    key = kms.Key(stack, "Key", enable_key_rotation=True)
    let_logs_and_alarms_use(key, name=deployment_name(environment))
    network = EnvironmentNetwork(stack, "Network", environment=environment, key=key, services=SERVICES)
    balancer = LoadBalancer(stack, "LoadBalancer", environment=environment, network=network, key=key, public=False)
    tasks = OwnTasks(stack, environment, network=network, key=key, load_balancer=balancer)
    callers = ec2.SecurityGroup(stack, "Callers", vpc=network.vpc)
    balancer.let_in(callers, "Tasks of another service")
    hooks = Hooks(
        stack,
        "Hooks",
        environment=environment,
        load_balancer=balancer,
        key=key,
        vpc=network.vpc,
        subnets=network.tasks,
    )
    capacity = Capacity(stack, "Capacity", environment=environment, network=network)
    load = cloudwatch.Metric(namespace="Own", metric_name="Waiting", statistic="Average")
    other = load.create_alarm(stack, "Other", threshold=1, evaluation_periods=1)
    health = Health(
        stack,
        "Health",
        environment=environment,
        load_balancer=balancer,
        cluster=capacity.cluster,
        hooks=hooks,
        topic=sns.Topic(stack, "Topic", master_key=key, enforce_ssl=True),
        more=[other],
    )
    delivery = EcsDelivery if environment.controller is Controller.ECS else CodeDeployDelivery
    service = delivery(
        stack,
        "Delivery",
        environment=environment,
        capacity=capacity,
        tasks=tasks,
        load_balancer=balancer,
        hooks=hooks,
        health_alarms=health.alarms,
    ).service
    more = [Tracked(id="Waiting", metric=load, target=3)]
    scale(service, environment=environment, load_balancer=balancer, more=more)
    cdk.CfnOutput(stack, "Address", value=balancer.endpoint)
    return Path(app.synth().directory)
