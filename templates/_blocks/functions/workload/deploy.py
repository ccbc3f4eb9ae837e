"""Deploys one part of an environment: what the deploy action of the pipeline calls."""

from workload.assembly import Part, deploy_stack
from workload.environment import Environment


def deploy(environment: Environment, part: Part) -> None:
    """Deploy one part of `environment` and wait until it is done. Raises what `deploy_stack` raises."""
    deploy_stack(environment, part)
