"""What a deployment uploads, made once for all environments: `make package` runs `python -m workload.uploads`.

A stage after Build has neither the SAM CLI nor cfn-lint, so the template is left for it in the long form of JSON.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError

from project import NAME, QUALIFIER
from security import session
from settings.configuration import ConfigurationError
from settings.failure import ActionFailed
from workload.environment import Environment
from workload.parameters import load_template, with_extension
from workload.planned import BEFORE_APPROVAL

FOLDER = Path(".aws-sam/upload")
SERVICE = FOLDER / "service.json"
DATA = FOLDER / "data.json"
DATA_TEMPLATE = Path(__file__).parent / "data" / "template.yaml"
# Their place is taken by the bucket of the environment.
BUCKET = "bucket-of-the-environment"
ADDRESS = f"https://{BUCKET}.invalid"
SAM = Path("tools/sam")


def make() -> None:
    """Fill FOLDER from what `sam build` made.

    Raises subprocess.CalledProcessError: SAM failed, and said why. TemplateRefused: it made no template.
    """
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as scratch:
        packaged = Path(scratch) / "template.yaml"
        subprocess.run(  # noqa: S603 - arguments are ours
            [
                *(str(SAM / ".venv/bin/python"), str(SAM / "package.py"), str(FOLDER), ADDRESS),
                *("--template-file", ".aws-sam/build/template.yaml", "--output-template-file", str(packaged)),
                # SAM makes clients for a region, and asks them nothing.
                *("--region", "us-east-1", "--s3-bucket", BUCKET, "--s3-prefix", NAME),
            ],
            env={**os.environ, "SAM_CLI_TELEMETRY": "0"},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        SERVICE.write_text(json.dumps(with_extension(load_template(packaged))), encoding="utf-8")
    DATA.write_text(json.dumps(load_template(DATA_TEMPLATE)), encoding="utf-8")


def service_template() -> dict[str, Any]:
    """The template of the service as `make` left it. Raises ActionFailed: it did not."""
    template: dict[str, Any] = json.loads(_made(SERVICE))
    return template


def data_template() -> str:
    """The template of the data stack, JSON. Raises ActionFailed: `make` did not leave it."""
    return _made(DATA).decode()


def _made(file: Path) -> bytes:
    if not file.is_file():
        raise ActionFailed(f"{file} is missing: run `make package`, which builds what is deployed.")
    return file.read_bytes()


def template_before_approval(environment: Environment, reviewer: boto3.Session) -> str:
    """The template that `publish` would upload, JSON. Only nested templates are uploaded, where nobody deploys from.

    Raises ActionFailed: `make` did not leave it.
    """
    s3, bucket = reviewer.client("s3"), _bucket(environment)
    address = f"{s3.meta.endpoint_url}/{bucket}"
    for file in sorted(FOLDER.glob("*.template")):
        _upload(s3, bucket, f"{BEFORE_APPROVAL}{NAME}/{file.name}", _placed(file.read_bytes(), bucket, address))
    template = _placed(_made(SERVICE), bucket, address).decode()
    return template.replace(f"{address}/{NAME}/", f"{address}/{BEFORE_APPROVAL}{NAME}/")


def publish(environment: Environment) -> str:
    """Upload the built code and its template to the staging bucket of the environment; returns the template's URL.

    Lambda takes code from a bucket of its own region only, hence an upload for each environment.
    """
    s3, bucket = session.publish_session(environment).client("s3"), _bucket(environment)
    address = f"{s3.meta.endpoint_url}/{bucket}"
    for file in sorted(FOLDER.iterdir()):
        if file not in {SERVICE, DATA}:
            # Nested templates name files of the same bucket.
            body = file.read_bytes()
            placed = _placed(body, bucket, address) if file.suffix == ".template" else body
            _upload(s3, bucket, f"{NAME}/{file.name}", placed)
    body = _placed(SERVICE.read_bytes(), bucket, address)
    key = f"{NAME}/{hashlib.sha256(body).hexdigest()}.template"
    _upload(s3, bucket, key, body)
    return f"https://{bucket}.{s3.meta.endpoint_url.removeprefix('https://')}/{key}"


def _bucket(environment: Environment) -> str:
    return f"cdk-{QUALIFIER}-assets-{session.account(environment)}-{environment.region}"


def _placed(text: bytes, bucket: str, address: str) -> bytes:
    return text.replace(ADDRESS.encode(), address.encode()).replace(BUCKET.encode(), bucket.encode())


def _upload(s3: Any, bucket: str, key: str, body: bytes) -> None:
    """Unless it is there already: names are digests of the content."""
    try:
        s3.head_object(Bucket=bucket, Key=key)
    except ClientError:
        s3.put_object(Bucket=bucket, Key=key, Body=body)


if __name__ == "__main__":
    try:
        make()
    except (ConfigurationError, subprocess.CalledProcessError) as error:
        sys.exit(f"What is deployed was not packaged: {error}")
