"""Credentials of the role that tests have in a deployed environment; `workload/service/tester.py` makes it."""

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import boto3

from pipeline.actions.environments_by_name import find
from security.patience import patiently
from security.session import lookup_session

PROJECT = Path(__file__).parent.parent.parent
# As in workload/service/tester.py, which imports the CDK.
ROLE = "TesterRole"


def region_of(outputs: Mapping[str, str]) -> str:
    """The region of the endpoint `https://API.execute-api.REGION.amazonaws.com/live`."""
    host = urlsplit(outputs["Endpoint"]).hostname or ""
    return host.split(".")[2]


def tester_session(outputs: Mapping[str, str]) -> boto3.Session:
    """In the pipeline, by the bootstrap role that reads in the account of the environment; else with own credentials.

    outputs: of the environment. Raises ActionFailed: the bootstrap does not trust this suite.
    """
    region, role = region_of(outputs), outputs.get(ROLE)
    if role is None or "CODEBUILD_BUILD_ID" not in os.environ:
        return boto3.Session(region_name=region)
    reader = lookup_session(find(os.environ["ENVIRONMENT"]))
    sts = reader.client("sts")
    assumed = patiently(lambda: sts.assume_role(RoleArn=role, RoleSessionName="tests"))["Credentials"]
    return boto3.Session(
        aws_access_key_id=assumed["AccessKeyId"],
        aws_secret_access_key=assumed["SecretAccessKey"],
        aws_session_token=assumed["SessionToken"],
        region_name=region,
    )
