"""The templates of an environment, as CloudFormation gets them. The SAM variant of this file gives the same shape."""

from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

from environments import ENVIRONMENTS, SANDBOX
from pipeline.application import application
from tests.support.remembered_synthesis import remembered, scratch_folder
from tests.support.synthesis import CODE, once, stacks, synthesised, synthesised_stage
from workload.environment import Environment
from workload.names import stack_name
from workload.stage import WorkloadStage


@once
def deployed(environment: Environment, *, package: Path = CODE) -> dict[str, dict[str, Any]]:
    """The templates `data` and `service` of `environment`; raises when cdk-nag finds something.

    Made once, those of `environments.py` with everything else: what a test patches does not reach them.
    """
    if environment in (*ENVIRONMENTS, SANDBOX) and package == CODE:
        return _templates(synthesised(), environment)
    if package != CODE:
        return _templates(_synthesise(environment, package), environment)
    assembly = remembered().assembly(f"workload of {environment}", lambda: _synthesise(environment))
    return _templates(assembly, environment)


def deployed_afresh(environment: Environment) -> dict[str, dict[str, Any]]:
    """As `deployed`, made now, for a test that patches something. Nobody else gets these templates."""
    return _templates(_synthesise(environment), environment)


@once
def deployed_by_another_owner(environment: Environment) -> dict[str, dict[str, Any]]:
    """As `deployed`, with other tags on every resource."""

    def synthesise() -> Path:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("workload.stage.TAGS", {"owner": "another-team"})
            return _synthesise(environment)

    assembly = remembered().assembly(f"workload of {environment} by another owner", synthesise)
    return _templates(assembly, environment)


def _synthesise(environment: Environment, package: Path = CODE) -> Path:
    app = new_app(package=package)
    WorkloadStage(app, environment.name, environment=environment)
    return Path(app.synth().directory)


def new_app(*, package: Path = CODE) -> cdk.App:
    """The project's app without a stack, which fails on a finding of cdk-nag that nobody accepted."""
    return application(outdir=str(scratch_folder()), context={"package": str(package)}, validated=False)


def _templates(assembly: Path, environment: Environment) -> dict[str, dict[str, Any]]:
    found = stacks(synthesised_stage(assembly, environment))
    return {part: found[stack_name(environment, part)]["template"] for part in ("data", "service")}


def written_at(part: str, resource: str) -> str:
    """Where a person wrote a resource of `part`, before a finding; empty, since the CDK wrote the template."""
    return ""
