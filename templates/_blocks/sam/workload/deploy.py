"""Deploys one part of an environment from what `make package` built; nothing is built again."""

import hashlib
import json
import os
import subprocess
import tempfile
from pathlib import Path

import boto3

from monitoring import stacks
from project import NAME, QUALIFIER, TAGS
from security import session
from settings.configuration import ConfigurationError
from settings.failure import ActionFailed
from workload import change_set
from workload.environment import Environment
from workload.names import Part, stack_name
from workload.parameters import data_parameters, load_template, parameters, with_extension
from workload.planned import BEFORE_APPROVAL, Examine, Planned

DATA_TEMPLATE = Path(__file__).parent / "data" / "template.yaml"
BUILT_TEMPLATE = Path(".aws-sam/build/template.yaml")
SAM = Path("tools/sam/.venv/bin/sam")


def deploy(environment: Environment, part: Part, examine: Examine) -> None:
    """Deploy one part of `environment` and wait until it is done, the shift of traffic included.

    Raises ActionFailed: nothing was built, there is no data stack, or `examine` did not let the change set be
    executed. Raises subprocess.CalledProcessError: the deployment failed, and was rolled back.
    """
    deployer = session.deploy_session(environment)
    cloudformation = deployer.client("cloudformation")
    if part == "data":
        template, values = ({"TemplateBody": DATA_TEMPLATE.read_text("utf-8")}, data_parameters(environment))
    else:
        _require_build()
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
            tags=_tags(environment),
            role=f"arn:{partition}:iam::{owner}:role/{role}",
            environment=environment,
            part=part,
        ),
        examine,
    )


def planned(environment: Environment, part: Part, reviewer: boto3.Session) -> Planned:
    """What `deploy` would make of the stack. Raises ActionFailed: nothing was built."""
    stack, values, unknown = stack_name(environment, part), data_parameters(environment), ""
    if part == "data":
        body = json.dumps(load_template(DATA_TEMPLATE))
    else:
        _require_build()
        # What it names then is where the deployment will put it.
        body = _packaged(environment, reviewer, prefix=f"{BEFORE_APPROVAL}{NAME}").replace(
            f"s3://{_bucket(environment)}/{BEFORE_APPROVAL}", f"s3://{_bucket(environment)}/"
        )
        outputs = stacks.outputs(reviewer.client("cloudformation"), stack_name(environment, "data"))
        try:
            values = parameters(environment, data_outputs=outputs)
        except ConfigurationError as error:
            # An output of the data stack comes with this release.
            values, unknown = {}, str(error)
    return Planned(stack=stack, template=body, parameters=values, tags=_tags(environment), unknown=unknown)


def _require_build() -> None:
    if not BUILT_TEMPLATE.is_file():
        raise ActionFailed(f"{BUILT_TEMPLATE} is missing: run `make package`, which builds what is deployed.")


def _tags(environment: Environment) -> dict[str, str]:
    return {**TAGS, "environment": environment.name}


def _bucket(environment: Environment) -> str:
    return f"cdk-{QUALIFIER}-assets-{session.account(environment)}-{environment.region}"


def publish(environment: Environment) -> str:
    """Upload the built code and its template to the staging bucket of the environment; returns the template's URL.

    Lambda takes code from a bucket of its own region only, hence an upload for each environment.
    """
    publisher = session.publish_session(environment)
    body = _packaged(environment, publisher, prefix=NAME).encode()
    key = f"{NAME}/{hashlib.sha256(body).hexdigest()}.template"
    s3 = publisher.client("s3")
    s3.put_object(Bucket=_bucket(environment), Key=key, Body=body)
    return f"https://{_bucket(environment)}.{s3.meta.endpoint_url.removeprefix('https://')}/{key}"


def _packaged(environment: Environment, publisher: boto3.Session, *, prefix: str) -> str:
    """Upload the built code; returns the template that names where it is."""
    with tempfile.TemporaryDirectory() as scratch:
        packaged = Path(scratch) / "template.yaml"
        subprocess.run(  # noqa: S603 - arguments are ours
            [
                *(str(SAM), "package", "--template-file", str(BUILT_TEMPLATE)),
                *("--output-template-file", str(packaged), "--region", environment.region),
                *("--s3-bucket", _bucket(environment), "--s3-prefix", prefix),
            ],
            env={**os.environ, **_credentials(publisher), "SAM_CLI_TELEMETRY": "0"},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        return json.dumps(with_extension(load_template(packaged)))


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
