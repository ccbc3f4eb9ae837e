"""Where the image of a sandbox goes: the registry that the bootstrap made in its account, since no pipeline has one."""

import boto3

from environments import SANDBOX
from project import QUALIFIER
from security import session


def repository_uri() -> str:
    """The repository for container assets of this project's bootstrap, in the account that one is signed in to."""
    account, region = session.account(SANDBOX), SANDBOX.region
    suffix = ".cn" if boto3.Session().get_partition_for_region(region) == "aws-cn" else ""
    return f"{account}.dkr.ecr.{region}.amazonaws.com{suffix}/cdk-{QUALIFIER}-container-assets-{account}-{region}"
