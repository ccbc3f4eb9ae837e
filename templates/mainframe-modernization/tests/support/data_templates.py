"""The data stack of an environment, with a small stack beside it that uses all of it as service and jobs do."""

import functools
from dataclasses import dataclass
from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam

from monitoring.alarms import Alerts
from monitoring.dashboards import Dashboard, DashboardMetrics
from pipeline.application import application
from project import QUALIFIER
from tests.support.cloudformation import Template
from tests.support.remembered_synthesis import remembered, scratch_folder
from tests.support.synthesis import stacks, synthesised_stage
from workload.data.infrastructure import DataStack
from workload.data.tables import let_call
from workload.environment import Environment
from workload.names import deployment_name, stack_name

USER = "user-of-the-data"
# The logical ids of the user's roles begin so.
SERVICE_ROLE, JOBS_ROLE = "Service", "Jobs"
RENEWS = "dynamodb:UpdateItem"


@dataclass(frozen=True, kw_only=True)
class DataTemplates:
    """data: of the data stack. user: of the one that uses it; its outputs are the variables of the store."""

    data: Template
    user: Template


@functools.cache
def data_templates(environment: Environment) -> DataTemplates:
    """Both templates; raises when cdk-nag finds something. Copy them before you change them."""
    assembly = remembered().assembly(f"data of {environment}, and its user", lambda: _synthesise(environment))
    found = stacks(synthesised_stage(assembly, environment))
    data, user = (found[name]["template"] for name in (stack_name(environment, "data"), USER))
    return DataTemplates(data=data, user=user)


def _synthesise(environment: Environment) -> Path:
    app = application(outdir=str(scratch_folder()), context={}, validated=False)
    stage = cdk.Stage(app, environment.name, env=cdk.Environment(region=environment.region))
    data = DataStack(
        stage,
        "Data",
        environment=environment,
        stack_name=stack_name(environment, "data"),
        termination_protection=False,
        synthesizer=cdk.DefaultStackSynthesizer(qualifier=QUALIFIER),
    )
    user = cdk.Stack(stage, "User", stack_name=USER, synthesizer=cdk.DefaultStackSynthesizer(qualifier=QUALIFIER))
    _use(user, data, environment)
    return Path(app.synth().directory)


def output_of(variable: str) -> str:
    """The output of the user's stack with the value of a variable, since outputs have no underscores."""
    return variable.title().replace("_", "")


def _use(stack: cdk.Stack, data: DataStack, environment: Environment) -> None:
    tasks = iam.ServicePrincipal("ecs-tasks.amazonaws.com")
    service, jobs = (iam.Role(stack, id, assumed_by=tasks) for id in (SERVICE_ROLE, JOBS_ROLE))
    data.store.let_use(service)
    data.store.let_reach(stack, ec2.SecurityGroup(stack, "Group", vpc=data.network.vpc))
    data.datasets.let_run_jobs(jobs)
    let_call(jobs, data.locks, key=data.key, actions=(RENEWS,))
    for name, value in data.store.variables.items():
        cdk.CfnOutput(stack, output_of(name), value=value)
    Dashboard(
        stack,
        "Overview",
        name=deployment_name(environment),
        metrics=DashboardMetrics(users={}, resources=data.store.metrics),
        health_alarms=[],
        alerts=Alerts(stack, "Alerts", key=data.key, email=""),
    )
