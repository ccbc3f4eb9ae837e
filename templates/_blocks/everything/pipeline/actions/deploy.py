"""Deploys parts of an environment: `python -m pipeline.actions.deploy ENV data service [--outputs outputs.json]`.

`--approved review.json` names what `make review` wrote before the approval: what Build made then is deployed, and takes
away only what was read to go.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from monitoring import stacks
from pipeline.actions.environments_by_name import find
from pipeline.actions.keep_probe import keep
from pipeline.actions.require_accounts import require_accounts
from pipeline.actions.synthetic_traffic import SyntheticTraffic
from pipeline.review.approval import Review, approved
from security.session import deploy_session
from settings.failure import ActionFailed, exit_code
from workload import deploy as workload_deploy
from workload import kept_data
from workload.environment import Environment
from workload.names import PARTS, Part, stack_name

# What the pipeline and the tests know about a workload, whatever deploys it.
CONTRACT = ("Endpoint", "HealthAlarms", "Dashboard", "DeployedVersion")


def deploy(environment: Environment, part: Part, outputs_file: Path, review: Review | None = None) -> None:
    """Deploy the part "data" or "service", then write the outputs of both stacks to `outputs_file`.

    review: what was approved; None where nobody approves.
    Raises ActionFailed: data would be lost, or something be changed that was not approved; the deployment failed and
    was rolled back; or the service lacks an output of the contract.
    """

    def examine(cloudformation: Any, stack: str, change_set: str) -> None:
        found = kept_data.review(cloudformation, environment, part, stack=stack, change_set=change_set)
        try:
            if review:
                review.require_read(part, found, stack=stack)
        except ActionFailed:
            cloudformation.delete_change_set(StackName=stack, ChangeSetName=change_set)
            raise

    stack = stack_name(environment, part)
    if review:
        review.require_made(part, stack=stack, fingerprint=workload_deploy.fingerprint(environment, part))
    cloudformation = deploy_session(environment).client("cloudformation")
    before = stacks.latest_event(cloudformation, stack)
    with _traffic(cloudformation, environment, stack, part):
        try:
            workload_deploy.deploy(environment, part, examine)
        except subprocess.CalledProcessError as error:
            raise ActionFailed(_explanation(cloudformation, stack, before, error.returncode)) from error
    found = _outputs(cloudformation, environment)
    missing = [name for name in CONTRACT if name not in found]
    if part == "service" and missing:
        raise ActionFailed(f"Stack {stack} has no output {', '.join(missing)}; the tests and the verification need it.")
    outputs_file.write_text(json.dumps(found, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    if part == "service":
        keep(environment, cloudformation, found)


def _traffic(cloudformation: Any, environment: Environment, stack: str, part: Part) -> AbstractContextManager[object]:
    if part != "service":
        return nullcontext()
    endpoint = stacks.outputs(cloudformation, stack).get("Endpoint")
    if endpoint is None:
        print(f"{stack}: first deployment; there is no version to shift traffic from, hence no canary and no rollback.")
        return nullcontext()
    # Not shorter than the build may last, whatever parts it deploys.
    minutes = environment.time_out_minutes()
    return SyntheticTraffic(endpoint, path=environment.traffic_path, at_most_minutes=minutes)


def _explanation(cloudformation: Any, stack: str, before: str, code: int) -> str:
    for failure in stacks.failures_since(cloudformation, stack, before):
        print(failure, file=sys.stderr)
    where = f"the events of stack {stack} in CloudFormation say why, its deployment names the alarm or hook"
    described = stacks.describe(cloudformation, stack)
    status = described["StackStatus"] if described else "REVIEW_IN_PROGRESS"
    if status == "REVIEW_IN_PROGRESS":
        return f"The deployment of {stack} failed before there was a stack (exit code {code}); see the lines above."
    if status == "UPDATE_ROLLBACK_COMPLETE":
        return f"The deployment of {stack} failed and was rolled back, its last version serves all traffic; {where}."
    if status in {"ROLLBACK_COMPLETE", "ROLLBACK_FAILED"}:
        return f"The first deployment of {stack} failed ({status}): delete the stack, then deploy again; {where}."
    if status.endswith("IN_PROGRESS"):
        return (
            f"Nobody watches the deployment of {stack} any more (exit code {code}), the stack is {status} and "
            f"CloudFormation goes on with it; {where}. When it has ended, retry the stage."
        )
    return f"The deployment of {stack} failed (exit code {code}), the stack is {status}; {where}."


def _outputs(cloudformation: Any, environment: Environment) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in PARTS:
        for name, value in stacks.outputs(cloudformation, stack_name(environment, part)).items():
            if found.setdefault(name, value) != value:
                raise ActionFailed(f"Both stacks of {environment.name} have an output {name}; rename one of them.")
    return found


def _deploy_parts(environment: Environment, parts: Sequence[Part], outputs_file: Path, file: Path | None) -> None:
    require_accounts(environment.name)
    review = approved(environment, file)
    for part in parts:
        deploy(environment, part, outputs_file, review)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.actions.deploy", description=__doc__)
    parser.add_argument("environment")
    parser.add_argument("parts", nargs="+", choices=PARTS, metavar="data|service")
    parser.add_argument("--outputs", type=Path, default=Path("outputs.json"))
    parser.add_argument("--approved", type=Path, metavar="REVIEW")
    given = parser.parse_args(arguments)
    return exit_code(lambda: _deploy_parts(find(given.environment), given.parts, given.outputs, given.approved))


if __name__ == "__main__":
    sys.exit(main())
