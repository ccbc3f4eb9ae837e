"""Deploys one part of an environment from what `make package` built; nothing is built again."""

import hashlib
import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Literal

import boto3

from monitoring import stacks
from project import NAME, QUALIFIER, TAGS
from security import session
from settings.failure import ActionFailed
from workload import change_set
from workload.environment import Environment
from workload.names import stack_name
from workload.parameters import data_parameters, load_template, parameters, with_extension

DATA_TEMPLATE = Path(__file__).parent / "data" / "template.yaml"
BUILT_TEMPLATE = Path(".aws-sam/build/template.yaml")
SAM = Path("tools/sam/.venv/bin/sam")


def deploy(environment: Environment, part: Literal["data", "service"]) -> None:
    """Deploy one part of `environment` and wait until it is done, the shift of traffic included.

    Raises ActionFailed: nothing was built, or there is no data stack. Raises subprocess.CalledProcessError: the
    deployment failed, and was rolled back.
    """
    deployer = session.deploy_session(environment)
    cloudformation = deployer.client("cloudformation")
    if part == "data":
        template, values = ({"TemplateBody": DATA_TEMPLATE.read_text("utf-8")}, data_parameters(environment))
    else:
        if not BUILT_TEMPLATE.is_file():
            raise ActionFailed(f"{BUILT_TEMPLATE} is missing: run `make package`, which builds what is deployed.")
        outputs = stacks.outputs(cloudformation, stack_name(environment, "data"))
        if not outputs:
            raise ActionFailed(f"Stack {stack_name(environment, 'data')} is missing: deploy the data of it first.")
        template, values = ({"TemplateURL": publish(environment)}, parameters(environment, data_outputs=outputs))
    owner, partition = (session.account(environment), deployer.get_partition_for_region(environment.region))
    role = f"cdk-{QUALIFIER}-cfn-exec-role-{owner}-{environment.region}"
    change_set.apply(
        cloudformation,
        change_set.Change(
            stack=stack_name(environment, part),
            template=template,
            parameters=values,
            tags={**TAGS, "environment": environment.name},
            role=f"arn:{partition}:iam::{owner}:role/{role}",
            environment=environment,
            part=part,
        ),
    )


def publish(environment: Environment) -> str:
    """Upload the built code and its template to the staging bucket of the environment; returns the template's URL.

    Lambda takes code from a bucket of its own region only, hence an upload for each environment.
    """
    publisher = session.publish_session(environment)
    bucket = f"cdk-{QUALIFIER}-assets-{session.account(environment)}-{environment.region}"
    with tempfile.TemporaryDirectory() as scratch:
        packaged = Path(scratch) / "template.yaml"
        subprocess.run(  # noqa: S603 - arguments are ours
            [
                *(str(SAM), "package", "--template-file", str(BUILT_TEMPLATE)),
                *("--output-template-file", str(packaged), "--region", environment.region),
                *("--s3-bucket", bucket, "--s3-prefix", NAME),
            ],
            env={**os.environ, **_credentials(publisher), "SAM_CLI_TELEMETRY": "0"},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        body = json.dumps(with_extension(load_template(packaged))).encode()
    key = f"{NAME}/{hashlib.sha256(body).hexdigest()}.template"
    publisher.client("s3").put_object(Bucket=bucket, Key=key, Body=body)
    suffix = publisher.client("s3").meta.endpoint_url.removeprefix("https://")
    return f"https://{bucket}.{suffix}/{key}"


def _credentials(publisher: boto3.Session) -> dict[str, str]:
    credentials = publisher.get_credentials()
    if credentials is None:
        raise ActionFailed("There are no AWS credentials: sign in, then try again.")
    frozen = credentials.get_frozen_credentials()
    return {
        "AWS_ACCESS_KEY_ID": str(frozen.access_key),
        "AWS_SECRET_ACCESS_KEY": str(frozen.secret_key),
        "AWS_SESSION_TOKEN": str(frozen.token or ""),
    }
