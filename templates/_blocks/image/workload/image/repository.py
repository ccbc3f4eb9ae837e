"""A repository of Amazon ECR, and the calls that this package makes to it."""

import re
from dataclasses import dataclass
from typing import Any, Self

import boto3
from botocore.exceptions import ClientError

from settings.failure import ActionFailed

_URI = re.compile(
    r"(?P<registry>(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(\.cn)?)/(?P<name>[a-z0-9._/-]+)"
)


@dataclass(frozen=True, kw_only=True)
class Repository:
    """registry: the host. account: its owner, perhaps not the account that asks. name: with its namespaces."""

    registry: str
    account: str
    region: str
    name: str

    @classmethod
    def parse(cls, uri: str, *, source: str) -> Self:
        """Raises ActionFailed: what `source` says is no repository of ECR."""
        found = _URI.fullmatch(uri)
        if found is None:
            raise ActionFailed(
                f'{source} is "{uri}": a repository of ECR without tag is needed, '
                "for example 111122223333.dkr.ecr.eu-west-1.amazonaws.com/orders."
            )
        return cls(registry=found["registry"], account=found["account"], region=found["region"], name=found["name"])

    @property
    def uri(self) -> str:
        """The name that an engine pushes to."""
        return f"{self.registry}/{self.name}"

    def client(self) -> Any:
        """A client for the region of this repository."""
        return boto3.client("ecr", region_name=self.region)

    def digest_of(self, tag: str) -> str | None:
        """The digest of the image with this tag, if there is one."""
        try:
            found = self.client().describe_images(
                registryId=self.account, repositoryName=self.name, imageIds=[{"imageTag": tag}]
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == "ImageNotFoundException":
                return None
            raise
        return str(found["imageDetails"][0]["imageDigest"])
