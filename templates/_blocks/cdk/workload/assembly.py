"""Deploys one stack from the assembly that `make synth` made; nothing is synthesised again.

The CDK makes the change set, what it would do is read, and then the CDK executes that one.
"""

import hashlib
import json
import subprocess
import uuid
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from botocore.exceptions import ClientError

import toolchain
from monitoring import change_sets, refusals
from security.session import deploy_session
from settings.failure import ActionFailed
from workload import kept_probe
from workload.environment import Environment
from workload.names import Part as Part  # also under this name, as before
from workload.names import stack_name
from workload.planned import Examine, Planned
from workload.sandbox import is_express

ASSEMBLY = Path("cdk.out")
STACKS = {"data": "Data", "service": "Service"}
Method = Literal["prepare-change-set", "execute-change-set"]
NONE: Mapping[str, str] = MappingProxyType({})


def deploy_stack(
    environment: Environment,
    part: Part,
    examine: Examine,
    parameters: Mapping[str, str] = NONE,
    *,
    until_ready: bool = False,
) -> None:
    """Deploy one part of `environment` and wait until it is done, the shift of traffic included.

    parameters: of its template, by name. until_ready: also in a sandbox, since what comes next needs the resources.
    Raises ActionFailed: there is no assembly, CloudFormation refused the change set, or `examine` did not let it be
    executed. Raises subprocess.CalledProcessError: the deployment failed, and was rolled back.
    """
    _require_assembly()
    stack, name = stack_name(environment, part), f"release-{uuid.uuid4()}"
    express = is_express(environment, part) and not until_ready
    print(f"{stack}: the CDK makes the change set {name}, which is read before it is executed.", flush=True)
    cloudformation = deploy_session(environment).client("cloudformation")
    try:
        _cdk(environment, part, "prepare-change-set", name, parameters, express=express)
    except subprocess.CalledProcessError:
        # Where there is no change set, the CDK has said what it could not do.
        with suppress(ClientError):
            refusals.require_accepted(cloudformation, stack, name)
        raise
    if change_sets.is_empty(cloudformation, stack, name):
        cloudformation.delete_change_set(StackName=stack, ChangeSetName=name)
        print(f"{stack}: nothing changes.")
        return
    examine(cloudformation, stack, name)
    _cdk(environment, part, "execute-change-set", name, express=express)


def kept_probe_of(environment: Environment, part: Part) -> Mapping[str, str]:
    """The parameter that tells the service where the store has to hold its probe; nothing for a template without it.

    A review does not give it, and it keeps its value there: what is approved is the same before and after a probe is
    placed. Raises ActionFailed: there is no assembly, or what is written down of the probe cannot be read.
    """
    if part != "service":
        return NONE
    template = json.loads(planned_stack(environment, part).template)
    return kept_probe.given(environment, template, deploy_session(environment).client("cloudformation"))


def planned_stack(environment: Environment, part: Part, parameters: Mapping[str, str] = NONE) -> Planned:
    """What `deploy_stack` would make of the stack. Raises ActionFailed: there is no assembly."""
    _require_assembly()
    folder, stack = ASSEMBLY / f"assembly-{environment.name}", stack_name(environment, part)
    artifacts = json.loads((folder / "manifest.json").read_text("utf-8"))["artifacts"].values()
    [found] = [each["properties"] for each in artifacts if each.get("properties", {}).get("stackName") == stack]
    template = (folder / found["templateFile"]).read_text("utf-8")
    tags = found.get("tags", {})
    # Only the deployment uploads the templates of nested stacks.
    unknown = "it has nested stacks" if '"AWS::CloudFormation::Stack"' in template else ""
    return Planned(stack=stack, template=template, parameters=parameters, tags=tags, keeps_values=True, unknown=unknown)


def stack_fingerprint(environment: Environment, part: Part, parameters: Mapping[str, str] = NONE) -> str:
    """Of what `deploy_stack` deploys: the template and its parameters. Raises ActionFailed: there is no assembly."""
    planned = planned_stack(environment, part, parameters)
    return hashlib.sha256(f"{planned.template}\n{sorted(planned.parameters.items())}".encode()).hexdigest()


def _require_assembly() -> None:
    if not ASSEMBLY.is_dir():
        raise ActionFailed(f"{ASSEMBLY} is missing: run `make synth`, which makes the templates that are deployed.")


def _cdk(
    environment: Environment,
    part: Part,
    method: Method,
    change_set: str,
    parameters: Mapping[str, str] = NONE,
    *,
    express: bool,
) -> None:
    call = command(environment, part, method, change_set, parameters, express=express)
    subprocess.run(call, check=True)  # noqa: S603 - arguments are ours


def command(
    environment: Environment,
    part: Part,
    method: Method,
    change_set: str,
    parameters: Mapping[str, str] = NONE,
    *,
    express: bool = False,
) -> list[str]:
    """The call of the CDK CLI, without a question to a person in it: the approval is a stage of the pipeline.

    parameters: of the template; a change set that is executed has them already. express: CloudFormation does not wait
    until resources are ready. It goes back after a failure all the same: otherwise it would refuse every replacement,
    and a stack that failed could not be rolled back any more.
    """
    return [
        *toolchain.CDK,
        "deploy",
        f"{environment.name}/{STACKS[part]}",
        "--app",
        str(ASSEMBLY),
        f"--method={method}",
        f"--change-set-name={change_set}",
        *(word for name, value in parameters.items() for word in ("--parameters", f"{name}={value}")),
        "--exclusively",
        "--require-approval=never",
        *(["--express", "--rollback"] if express else []),
        "--no-notices",
        "--progress=events",
        "--ci",
    ]
