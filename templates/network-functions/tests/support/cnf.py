"""Container network functions for tests, whatever the repository deploys: each a data stack and one of the function."""

import functools
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch

from environments import SANDBOX
from monitoring.health_alarm import MINUTE, health_alarm
from pipeline.application import application
from pipeline.synthesis import synthesise
from settings.delivery import Delivery
from tests.support.cloudformation import Template, in_words, properties
from tests.support.remembered_synthesis import remembered, scratch_folder
from workload.data.infrastructure import DataStack
from workload.environment import Entry, Environment, ExistingNetwork, Flows, Function, Network, Port, Protocol, Shape
from workload.released_image import ReleasedImage
from workload.service.cnf.capacity import Capacity
from workload.service.cnf.cnf import Cnf
from workload.service.cnf.network_load_balancer import NetworkBalancer
from workload.service.gateway import Gateway, Targets

SERVICE = "AWS::ECS::Service"
GATEWAY = replace(
    SANDBOX,
    name="one-arm",
    network=Network(cidr="10.9.0.0/16"),
    shape=Shape.CNF,
    entry=Entry.GATEWAY,
    function=Function.FILTER,
    ports=(),
    flows=Flows(idle_seconds=700),
    instances=2,
    most_instances=5,
    delivery=Delivery.rolling(),
)
ROLLING = replace(
    GATEWAY,
    name="rolling",
    entry=Entry.NETWORK,
    function=Function.SOURCE_NAT,
    ports=(Port(number=443), Port(number=5060, protocol=Protocol.UDP)),
    flows=Flows(drain_seconds=77),
)
BLUE_GREEN = replace(ROLLING, name="blue-green", delivery=Delivery.all_at_once(), keep_old_minutes=7)
CANARY = replace(BLUE_GREEN, name="canary", delivery=Delivery.canary(percent=10, minutes=5))
LINEAR = replace(BLUE_GREEN, name="linear", delivery=Delivery.linear(percent=20, minutes=3))
EXISTING = replace(
    CANARY,
    name="existing",
    network=ExistingNetwork(
        vpc_id="vpc-0123456789abcdef0",
        cidr="10.9.0.0/16",
        management_subnets=("subnet-0123456789abcdef0", "subnet-0123456789abcdef1"),
        data_subnets=("subnet-0123456789abcdef2", "subnet-0123456789abcdef3"),
    ),
)
EVERY = (GATEWAY, ROLLING, BLUE_GREEN, CANARY, LINEAR)


@functools.cache
def function_stack(environment: Environment) -> Template:
    """The template of the function; raises SynthesisFailed on a finding of cdk-nag, or one accepted that is not there.

    It has one health alarm, `Alarm…`, and another alarm that is none.
    """
    folder = remembered().assembly(f"container function of {environment}", lambda: _synthesise(environment))
    template: Template = json.loads((folder / "Function.template.json").read_text("utf-8"))
    return template


def service_of(environment: Environment) -> dict[str, Any]:
    """The properties of its service."""
    (service,) = properties(function_stack(environment), SERVICE)
    return service


def container_of(environment: Environment) -> dict[str, Any]:
    """The one container of its tasks."""
    (definition,) = properties(function_stack(environment), "AWS::ECS::TaskDefinition")
    (container,) = definition["ContainerDefinitions"]
    return dict(container)


def variables_of(environment: Environment) -> dict[str, str]:
    """What the function reads from its environment, with words for what only an account knows."""
    return {each["Name"]: in_words(each["Value"]) for each in container_of(environment)["Environment"]}


def _synthesise(environment: Environment) -> Path:
    app = application(outdir=str(scratch_folder()), validated=False)
    synthesizer = cdk.DefaultStackSynthesizer()
    data = DataStack(
        app,
        "Data",
        environment=environment,
        stack_name="data",
        termination_protection=False,
        synthesizer=synthesizer,
    )
    stack = cdk.Stack(app, "Function")
    cnf(stack, environment=environment, data=data, health_alarms=[_alarm(stack, "Alarm")])
    _alarm(stack, "TellsPeopleOnly")
    return synthesise(app)


def cnf(stack: cdk.Stack, *, environment: Environment, data: DataStack, health_alarms: list[cloudwatch.Alarm]) -> Cnf:
    """The function in `stack`, behind what its environment says."""
    gateway = balancer = None
    if environment.entry is Entry.GATEWAY:
        gateway = Gateway(stack, "Gateway", environment=environment, network=data.network, targets=Targets.IP)
    else:
        balancer = NetworkBalancer(stack, "Balancer", environment=environment, data=data)
    return Cnf(
        stack,
        "Cnf",
        environment=environment,
        data=data,
        image=ReleasedImage(stack, "Released"),
        capacity=Capacity(stack, "Capacity", environment=environment, data=data),
        gateway=gateway,
        balancer=balancer,
        health_alarms=health_alarms,
    )


def _alarm(stack: cdk.Stack, id: str) -> cloudwatch.Alarm:
    metric = cloudwatch.Metric(namespace="test", metric_name=id, period=MINUTE)
    return health_alarm(stack, id, metric, threshold=1, description=id)
