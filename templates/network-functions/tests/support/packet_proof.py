"""Environments of each kind with a packet proof, synthesised without everything else that a service has."""

import functools
import json
from dataclasses import replace
from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_autoscaling as autoscaling
from aws_cdk import aws_iam as iam

from environments import SANDBOX
from pipeline.application import application
from tests.support.cloudformation import Template, in_words
from tests.support.remembered_synthesis import remembered, scratch_folder
from workload.data.infrastructure import DataStack
from workload.environment import Entry, Environment, ExistingNetwork, Function, Network, Port, Protocol, Shape
from workload.names import stack_name
from workload.released_image import ReleasedImage
from workload.service.proof.infrastructure import PacketProof
from workload.service.proof.place import OUTPUT
from workload.service.proof.placement import Through

CIDR = "10.20.0.0/16"
GROUP = "function-instances"
TESTER = "Tester"
BEHIND_A_GATEWAY = replace(
    SANDBOX,
    shape=Shape.VNF,
    entry=Entry.GATEWAY,
    function=Function.FILTER,
    ports=(),
    network=Network(zones=2, cidr=CIDR),
)
BEHIND_PORTS = replace(
    BEHIND_A_GATEWAY,
    shape=Shape.CNF,
    entry=Entry.NETWORK,
    ports=(Port(number=443), Port(number=53, protocol=Protocol.UDP)),
)
SUBNETS = [f"subnet-{number:017x}" for number in range(8)]
EXISTING = ExistingNetwork(
    vpc_id="vpc-0123456789abcdef0",
    cidr=CIDR,
    management_subnets=tuple(SUBNETS[:2]),
    data_subnets=tuple(SUBNETS[2:4]),
    endpoint_subnets=tuple(SUBNETS[4:6]),
    workload_subnets=tuple(SUBNETS[6:8]),
)
ENVIRONMENTS = {
    "gateway": BEHIND_A_GATEWAY,
    "source-nat": replace(BEHIND_A_GATEWAY, function=Function.SOURCE_NAT),
    "ports": BEHIND_PORTS,
    "between zones": replace(BEHIND_A_GATEWAY, network=Network(zones=2, cidr=CIDR, between_zones=True)),
    "existing": replace(BEHIND_A_GATEWAY, network=EXISTING),
    "existing ports": replace(BEHIND_PORTS, network=replace(EXISTING, workload_subnets=(), endpoint_subnets=())),
    "existing without workload": replace(BEHIND_A_GATEWAY, network=replace(EXISTING, workload_subnets=())),
}
PROVEN = [name for name in ENVIRONMENTS if name != "existing without workload"]


@functools.cache
def templates(name: str) -> tuple[Template, Template]:
    """Data and service; raises for a finding of cdk-nag that nobody accepted."""
    environment = ENVIRONMENTS[name]
    assembly = remembered().assembly(f"packet proof of {environment}", lambda: _synthesise(environment))
    data, service = (
        json.loads((assembly / f"{each}.template.json").read_text("utf-8")) for each in ("Data", "Service")
    )
    return data, service


def _synthesise(environment: Environment) -> Path:
    app = application(outdir=str(scratch_folder()), context={}, validated=False)
    data = DataStack(
        app,
        "Data",
        environment=environment,
        stack_name=stack_name(environment, "data"),
        termination_protection=False,
        synthesizer=cdk.DefaultStackSynthesizer(),
    )
    service = cdk.Stack(app, "Service", stack_name=stack_name(environment, "service"))
    tester = iam.Role(service, TESTER, assumed_by=iam.AccountRootPrincipal())
    gateway = environment.entry is Entry.GATEWAY
    PacketProof(
        service,
        "PacketProof",
        environment=environment,
        data=data,
        image=ReleasedImage(service, "Released"),
        tester=tester,
        through=Through(
            endpoint_ids=["vpce-first", "vpce-second"] if gateway else [],
            host="" if gateway else "balancer.example.org",
            target_group_arns=["arn:aws:target-group/1"],
        ),
        instances=autoscaling.AutoScalingGroup.from_auto_scaling_group_name(service, "Instances", GROUP),
    )
    return Path(app.synth().directory)


def output(name: str) -> dict[str, str]:
    _, service = templates(name)
    return {OUTPUT: in_words(service["Outputs"][OUTPUT]["Value"])}
