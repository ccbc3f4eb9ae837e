"""The data stack of an environment alone, with the routes to endpoints that the service stack adds."""

import functools
import json
from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2

from pipeline.application import application
from project import QUALIFIER
from tests.support.cloudformation import Template
from tests.support.remembered_synthesis import remembered, scratch_folder
from workload.data.infrastructure import DataStack
from workload.environment import Environment
from workload.names import stack_name


def endpoint_of(zone: int) -> str:
    """What stands for the Gateway Load Balancer endpoint of a zone."""
    return f"vpce-{zone}"


@functools.cache
def network_template(environment: Environment) -> Template:
    """The template; raises when cdk-nag finds something. Copy it before you change it."""
    assembly = remembered().assembly(f"data of {environment}", lambda: _synthesise(environment))
    (file,) = assembly.rglob("*.template.json")
    template: Template = json.loads(file.read_text("utf-8"))
    return template


def _synthesise(environment: Environment) -> Path:
    app = application(outdir=str(scratch_folder()), context={}, validated=False)
    data = DataStack(
        cdk.Stage(app, environment.name, env=cdk.Environment(region=environment.region)),
        "Data",
        environment=environment,
        stack_name=stack_name(environment, "data"),
        termination_protection=False,
        synthesizer=cdk.DefaultStackSynthesizer(qualifier=QUALIFIER),
    )
    for route in data.network.inspected_routes():
        ec2.CfnRoute(
            data,
            route.name,
            route_table_id=route.route_table,
            destination_cidr_block=route.destination,
            vpc_endpoint_id=endpoint_of(route.zone),
        )
    return Path(app.synth().directory)
