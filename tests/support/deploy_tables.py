"""Run in a rendered repository: `python deploy_tables.py [--sandbox] ID …`. Deploys once for each construct id.

What it deploys is prod's data, or with `--sandbox` the service of a sandbox: one table with this id, so that an account
in memory can hold it. Prints a JSON list: what came of each.
"""

import json
import sys
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path.cwd()))

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from environments import ENVIRONMENTS, SANDBOX
from project import QUALIFIER
from settings.failure import ActionFailed
from workload.assembly import ASSEMBLY, deploy_stack
from workload.kept_data import review
from workload.names import Part, stack_name

IN_SANDBOX = "--sandbox" in sys.argv
DEPLOYED = SANDBOX if IN_SANDBOX else replace(ENVIRONMENTS[-1], protect_data=True)
PART: Part = "service" if IN_SANDBOX else "data"


def synthesise(id: str) -> None:
    app = cdk.App(outdir=str(ASSEMBLY))
    stack = cdk.Stack(
        cdk.Stage(app, DEPLOYED.name),
        PART.capitalize(),
        stack_name=stack_name(DEPLOYED, PART),
        # Without the rule about the version of the bootstrap, whose parameter an update in memory does not find.
        synthesizer=cdk.DefaultStackSynthesizer(qualifier=QUALIFIER, generate_bootstrap_version_rule=False),
    )
    key = dynamodb.Attribute(name="id", type=dynamodb.AttributeType.STRING)
    dynamodb.Table(stack, id, table_name=id, partition_key=key)
    app.synth()


def examine(cloudformation: Any, stack: str, change_set: str) -> None:
    review(cloudformation, DEPLOYED, PART, stack=stack, change_set=change_set)


def outcome(id: str) -> str:
    synthesise(id)
    try:
        deploy_stack(DEPLOYED, PART, examine)
    except ActionFailed as refused:
        return str(refused)
    return "done"


if __name__ == "__main__":
    with redirect_stdout(sys.stderr):
        outcomes = [outcome(id) for id in sys.argv[1:] if id != "--sandbox"]
    print(json.dumps(outcomes))
