"""Deploys one part of an environment: what the deploy action of the pipeline calls."""

import boto3

from workload.assembly import Part, deploy_stack, kept_probe_of, planned_stack, stack_fingerprint
from workload.environment import Environment
from workload.planned import Examine, Planned


def deploy(environment: Environment, part: Part, examine: Examine) -> None:
    """Deploy one part of `environment` and wait until it is done. Raises what `deploy_stack` raises."""
    deploy_stack(environment, part, examine, kept_probe_of(environment, part))


def planned(environment: Environment, part: Part, _reviewer: boto3.Session) -> Planned:
    """What `deploy` would make of the stack. Raises ActionFailed: there is no assembly."""
    return planned_stack(environment, part)


def fingerprint(environment: Environment, part: Part) -> str:
    """Of what Build made for the stack. Raises ActionFailed: there is no assembly."""
    return stack_fingerprint(environment, part)
