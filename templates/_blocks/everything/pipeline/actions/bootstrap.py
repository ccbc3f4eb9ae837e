"""Prepares the account of one environment: `python -m pipeline.actions.bootstrap ENV|pipeline [--print]`.

An administrator of that account runs it once, and again when an environment is added to the account. It makes a CDK
bootstrap of this project's own (qualifier and toolkit stack), so that nothing here touches other applications.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import boto3

from environments import ENVIRONMENTS, PIPELINE
from pipeline.actions.bootstrap_trust import environments_in, trusting
from pipeline.actions.environments_by_name import find
from pipeline.actions.require_accounts import require_accounts
from project import NAME, QUALIFIER, TAGS
from security import session
from settings.delivery import Delivery
from settings.environment import DeploymentEnvironment
from settings.failure import ActionFailed, exit_code
from toolchain import CDK

PIPELINE_ITSELF = "pipeline"


def bootstrap(name: str, *, trust: str, policy: str, print_only: bool) -> None:
    """Bootstrap the account and region of environment `name`, or of the pipeline's own stack.

    trust: account id of the pipeline, or empty. policy: ARN of the policy that CloudFormation works with; empty:
    everything is allowed. print_only: print command and template, change nothing.
    Raises ActionFailed: an account is missing, it is unknown which one the pipeline runs in, an environment has the
    bootstrap already, or the CDK refused.
    """
    place = _place(name)
    require_accounts(name)
    tools_account = trust or PIPELINE.account or _own_account(place)
    account = place.account or tools_account
    _refuse_to_lock_out_the_pipeline(place, account)
    partition = boto3.Session().get_partition_for_region(place.region)
    template = trusting(
        _cdk_template(),
        environments_in(account, place.region, tools_account=tools_account),
        root=f"arn:{partition}:iam::{tools_account}:root",
        variant=f"{NAME}: trusts the roles of its pipeline",
    )
    policy = policy or f"arn:{partition}:iam::aws:policy/AdministratorAccess"
    print(f"CloudFormation will work with {policy} in account {account}.", file=sys.stderr)
    if policy.endswith(":iam::aws:policy/AdministratorAccess"):
        print(
            "That policy allows everything: a policy computed from the templates comes with a later release; "
            "until then --policy takes a narrower one of yours.",
            file=sys.stderr,
        )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "bootstrap-template.json")
        file.write_text(json.dumps(template), encoding="utf-8")
        command = _command(f"aws://{account}/{place.region}", policy, file)
        if print_only:
            print(json.dumps({"command": command, "template": template}, indent=2))
        else:
            _run(command, stdout=None)


def _place(name: str) -> DeploymentEnvironment:
    if name != PIPELINE_ITSELF:
        return find(name)
    return DeploymentEnvironment(
        name=name, account=PIPELINE.account, region=PIPELINE.region, delivery=Delivery.all_at_once()
    )


def _refuse_to_lock_out_the_pipeline(place: DeploymentEnvironment, account: str) -> None:
    """A sandbox in the account of an environment uses its bootstrap; one made for the sandbox would replace it."""
    here = [each.name for each in ENVIRONMENTS if (each.account, each.region) == (account, place.region)]
    if here and place.name not in {PIPELINE_ITSELF, *(each.name for each in ENVIRONMENTS)}:
        raise ActionFailed(
            f"Environment {here[0]} lives in account {account}, so its bootstrap serves {place.name} too. If there is "
            f"none yet: make bootstrap ENVIRONMENT={here[0]} TRUST=THE-ACCOUNT-OF-THE-PIPELINE"
        )


def _own_account(place: DeploymentEnvironment) -> str:
    if place.account:
        raise ActionFailed(
            f"Environment {place.name} has an account of its own, so say which account the pipeline runs in: "
            'TRUST=012345678901 (--trust), or PIPELINE.account="012345678901" in environments.py.'
        )
    return session.account(place)


def _cdk_template() -> dict[str, Any]:
    shown = _run([*CDK, "bootstrap", "--show-template", "--json"], stdout=subprocess.PIPE)
    template: dict[str, Any] = json.loads(shown)
    return template


def _command(place: str, policy: str, template: Path) -> list[str]:
    options = {
        "--qualifier": QUALIFIER,
        "--toolkit-stack-name": f"CDKToolkit-{QUALIFIER}",
        "--cloudformation-execution-policies": policy,
        "--template": str(template),
    }
    tags = [word for key, value in TAGS.items() for word in ("--tags", f"{key}={value}")]
    return [*CDK, "bootstrap", place, *(word for option in options.items() for word in option), *tags]


def _run(command: Sequence[str], *, stdout: int | None) -> str:
    ended = subprocess.run(command, check=False, stdout=stdout, text=True)  # noqa: S603 - arguments are the project's own
    if ended.returncode:
        raise ActionFailed(f"The CDK refused to bootstrap (exit code {ended.returncode}); its reason is above.")
    return ended.stdout or ""


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.actions.bootstrap", description=__doc__)
    parser.add_argument("environment", help=f'an environment, or "{PIPELINE_ITSELF}" for the account of the pipeline')
    parser.add_argument("--trust", default="", metavar="ACCOUNT", help="account of the pipeline, when it is another")
    parser.add_argument("--policy", default="", metavar="ARN", help="what CloudFormation may do; default: everything")
    parser.add_argument("--print", action="store_true", help="print command and template, change nothing")
    given = parser.parse_args(arguments)
    return exit_code(
        lambda: bootstrap(given.environment, trust=given.trust, policy=given.policy, print_only=given.print)
    )


if __name__ == "__main__":
    sys.exit(main())
