"""A data stack, and a stack with a gateway and a VNF but nothing else of a service. cdk-nag looks at both."""

import functools
import json
from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from monitoring.health_alarm import health_alarm
from security.nag import check
from tests.support.cloudformation import Template
from tests.support.remembered_synthesis import remembered, scratch_folder
from workload.data.infrastructure import DataStack
from workload.environment import Environment
from workload.released_image import ReleasedImage
from workload.service.gateway import Gateway, Targets
from workload.service.vnf.vnf import Vnf


@functools.cache
def service(environment: Environment, *, alarms: int = 1) -> Template:
    """The template of the stack with the gateway and the VNF."""
    assembly = remembered().assembly(
        f"a VNF with {alarms} alarms as {environment}", lambda: synthesise(environment, alarms=alarms)
    )
    (file,) = assembly.rglob("*Service*.template.json")
    template: Template = json.loads(file.read_text("utf-8"))
    return template


def synthesise(environment: Environment, *, alarms: int = 1) -> Path:
    """Raises what the parts refuse, and what cdk-nag finds that nobody accepted."""
    app = cdk.App(outdir=str(scratch_folder()))
    check(app)
    stage = cdk.Stage(app, "Vnf", env=cdk.Environment(account="111122223333", region=environment.region))
    data = DataStack(
        stage,
        "Data",
        environment=environment,
        stack_name="data",
        termination_protection=False,
        synthesizer=cdk.DefaultStackSynthesizer(),
    )
    Service(stage, data, environment, alarms)
    return Path(app.synth().directory)


class Service(cdk.Stack):
    """As much of a service as there is of the parts under test."""

    def __init__(self, scope: Construct, data: DataStack, environment: Environment, alarms: int) -> None:
        super().__init__(scope, "Service")
        gateway = Gateway(self, "Gateway", environment=environment, network=data.network, targets=Targets.INSTANCE)
        self.vnf = Vnf(
            self,
            "Vnf",
            environment=environment,
            data=data,
            image=ReleasedImage(self, "Released"),
            gateway=gateway,
            health_alarms=[self._alarm(gateway, number) for number in range(alarms)],
        )

    def _alarm(self, gateway: Gateway, number: int) -> cloudwatch.Alarm:
        return health_alarm(
            self, f"Unhealthy{number}", gateway.metric("UnHealthyHostCount"), threshold=1, description="A target fails"
        )
