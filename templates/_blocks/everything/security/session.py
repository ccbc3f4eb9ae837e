"""Sessions in the account of an environment, through the roles that `make bootstrap` made there.

A role reached from a role lives for an hour at most, and shifting traffic and baking may take two: so the credentials
renew themselves. Outside of the pipeline the bootstrap roles refuse people, because they trust the pipeline's roles
only; a developer who is signed in to the account of the environment works with the own credentials instead, as the
CDK does.
"""

import os
from typing import Any

import boto3
from botocore.credentials import CredentialProvider, RefreshableCredentials
from botocore.exceptions import ClientError
from botocore.session import Session as CoreSession

from project import QUALIFIER
from security.patience import patiently
from settings.environment import DeploymentEnvironment
from settings.failure import ActionFailed


def account(environment: DeploymentEnvironment) -> str:
    """The account id of the environment; an empty one is the account of whoever asks."""
    return environment.account or _caller_account(environment)


def deploy_session(environment: DeploymentEnvironment) -> boto3.Session:
    """May change stacks and read their outputs and events. Raises ActionFailed: the role refuses."""
    return _session(environment, "deploy")


def publish_session(environment: DeploymentEnvironment) -> boto3.Session:
    """May write to the staging bucket of the environment. Raises ActionFailed: the role refuses."""
    return _session(environment, "file-publishing")


def review_session(environment: DeploymentEnvironment) -> boto3.Session:
    """May make, read and delete change sets, and execute none. Raises ActionFailed: the role refuses."""
    return _session(environment, "review")


def lookup_session(environment: DeploymentEnvironment) -> boto3.Session:
    """May read, but no secrets. Raises ActionFailed: the role refuses."""
    return _session(environment, "lookup")


def own_session(environment: DeploymentEnvironment) -> boto3.Session:
    """May what the caller may: no role takes part. Raises ActionFailed: the caller is signed in to another account."""
    owner, caller = account(environment), _caller_account(environment)
    if caller != owner:
        raise ActionFailed(
            f"Environment {environment.name} lives in account {owner}, and you are signed in to {caller}; "
            f"sign in to {owner}, then run this again."
        )
    return boto3.Session(region_name=environment.region)


class _AssumedRole(CredentialProvider):
    METHOD = CANONICAL_NAME = "bootstrap-role"

    def __init__(self, credentials: RefreshableCredentials) -> None:
        super().__init__()
        self._credentials = credentials

    def load(self) -> RefreshableCredentials:
        return self._credentials


def _session(environment: DeploymentEnvironment, purpose: str) -> boto3.Session:
    owner = account(environment)
    partition = boto3.Session().get_partition_for_region(environment.region)
    name = f"cdk-{QUALIFIER}-{purpose}-role-{owner}-{environment.region}"

    def assume() -> dict[str, Any]:
        arn, session_name = f"arn:{partition}:iam::{owner}:role/{name}", f"{QUALIFIER}-{purpose}"
        # A client asks for the credentials of the build as soon as it is made.
        role = patiently(lambda: _sts(environment).assume_role(RoleArn=arn, RoleSessionName=session_name))[
            "Credentials"
        ]
        return {
            "access_key": role["AccessKeyId"],
            "secret_key": role["SecretAccessKey"],
            "token": role["SessionToken"],
            "expiry_time": role["Expiration"].isoformat(),
        }

    try:
        first = assume()
    except ClientError as error:
        if error.response["Error"]["Code"] != "AccessDenied":
            raise
        if "CODEBUILD_BUILD_ID" not in os.environ and _caller_account(environment) == owner:
            return boto3.Session(region_name=environment.region)
        raise ActionFailed(
            f"Environment {environment.name}: role {name} does not exist or does not trust this action; "
            f"an administrator of account {owner} runs `make bootstrap ENVIRONMENT={environment.name}`."
        ) from error
    credentials = RefreshableCredentials.create_from_metadata(first, refresh_using=assume, method=_AssumedRole.METHOD)
    core = CoreSession()
    core.get_component("credential_provider").insert_before("env", _AssumedRole(credentials))
    return boto3.Session(botocore_session=core, region_name=environment.region)


def _sts(environment: DeploymentEnvironment) -> Any:
    return boto3.Session(region_name=environment.region).client("sts")


def _caller_account(environment: DeploymentEnvironment) -> str:
    return str(patiently(lambda: _sts(environment).get_caller_identity())["Account"])
