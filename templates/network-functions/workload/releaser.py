"""A session of the role that may release: the service stack makes it, and it trusts the deploy role only."""

import os
import time
from collections.abc import Callable
from typing import Any

import boto3
from botocore.credentials import CredentialProvider, RefreshableCredentials
from botocore.exceptions import ClientError
from botocore.session import get_session

from settings.failure import ActionFailed

# IAM tells every region of a role within seconds, mostly.
NEW_ROLE_SECONDS, SECONDS_BETWEEN_TRIES = 90.0, 5.0
DENIED = {"AccessDenied", "AccessDeniedException"}


class _Renewed(CredentialProvider):
    """Credentials that ask for new ones before they end: such a role lasts an hour, and a release may be longer."""

    METHOD = CANONICAL_NAME = "release-role"

    def __init__(self, assume: Callable[[], dict[str, Any]], first: dict[str, Any]) -> None:
        super().__init__()
        self._assume, self._first = assume, first

    def load(self) -> RefreshableCredentials:
        return RefreshableCredentials.create_from_metadata(self._first, refresh_using=self._assume, method=self.METHOD)


def releaser(
    session: boto3.Session,
    role: str,
    *,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> boto3.Session:
    """session: of the deploy role, or of a developer, who deploys a sandbox with the own credentials.

    Raises ActionFailed: the role does not let the deploy role in, which would be another stack's.
    """
    sts, end = session.client("sts"), clock() + NEW_ROLE_SECONDS

    def assume() -> dict[str, Any]:
        keys = sts.assume_role(RoleArn=role, RoleSessionName="release")["Credentials"]
        names = {
            "access_key": "AccessKeyId",
            "secret_key": "SecretAccessKey",  # pragma: allowlist secret
            "token": "SessionToken",
        }
        return {**{ours: keys[theirs] for ours, theirs in names.items()}, "expiry_time": keys["Expiration"].isoformat()}

    while True:
        try:
            first = assume()
        except ClientError as error:
            if error.response["Error"]["Code"] not in DENIED:
                raise
            if "CODEBUILD_BUILD_ID" not in os.environ:
                return session
            if clock() >= end:
                raise ActionFailed(f"{role} refuses the deploy role: deploy the service stack again.") from error
            sleep(SECONDS_BETWEEN_TRIES)
        else:
            core = get_session()
            core.get_component("credential_provider").insert_before("env", _Renewed(assume, first))
            return boto3.Session(botocore_session=core, region_name=session.region_name)
