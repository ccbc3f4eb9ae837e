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

from botocore.exceptions import ClientError

from project import NAME, QUALIFIER
from security import session
from settings.configuration import ConfigurationError
from settings.failure import ActionFailed
from workload.environment import Environment
from workload.parameters import load_template, with_extension

FOLDER = Path(".aws-sam/upload")
SERVICE = FOLDER / "service.json"
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


def service_template() -> dict[str, Any]:
    """The template of the service as `make` left it. Raises ActionFailed: it did not."""
    if not SERVICE.is_file():
        raise ActionFailed(f"{SERVICE} is missing: run `make package`, which builds what is deployed.")
    template: dict[str, Any] = json.loads(SERVICE.read_text("utf-8"))
    return template


def publish(environment: Environment) -> str:
    """Upload the built code and its template to the staging bucket of the environment; returns the template's URL.

    Lambda takes code from a bucket of its own region only, hence an upload for each environment.
    """
    s3 = session.publish_session(environment).client("s3")
    bucket = f"cdk-{QUALIFIER}-assets-{session.account(environment)}-{environment.region}"
    address = f"{s3.meta.endpoint_url}/{bucket}"
    for file in sorted(FOLDER.iterdir()):
        if file != SERVICE:
            # Nested templates name files of the same bucket.
            body = file.read_bytes()
            _upload(s3, bucket, file.name, _placed(body, bucket, address) if file.suffix == ".template" else body)
    body = _placed(SERVICE.read_bytes(), bucket, address)
    name = f"{hashlib.sha256(body).hexdigest()}.template"
    _upload(s3, bucket, name, body)
    return f"https://{bucket}.{s3.meta.endpoint_url.removeprefix('https://')}/{NAME}/{name}"


def _placed(text: bytes, bucket: str, address: str) -> bytes:
    return text.replace(ADDRESS.encode(), address.encode()).replace(BUCKET.encode(), bucket.encode())


def _upload(s3: Any, bucket: str, name: str, body: bytes) -> None:
    """Unless it is there already: names are digests of the content."""
    key = f"{NAME}/{name}"
    try:
        s3.head_object(Bucket=bucket, Key=key)
    except ClientError:
        s3.put_object(Bucket=bucket, Key=key, Body=body)


if __name__ == "__main__":
    try:
        make()
    except (ConfigurationError, subprocess.CalledProcessError) as error:
        sys.exit(f"What is deployed was not packaged: {error}")
