"""The AWS of `make run`: moto, in memory, with the tables, buckets, topics and queues of the templates, empty.

Parameters have the value of the sandbox, and secrets the value `local`.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from moto import mock_aws

from settings.failure import ActionFailed
from tests.support.account import is_true
from tests.support.aws_on_loopback import loopback

OF_A_TABLE = ("KeySchema", "AttributeDefinitions", "LocalSecondaryIndexes", "GlobalSecondaryIndexes")
INDEXES = ("LocalSecondaryIndexes", "GlobalSecondaryIndexes")
# What else CloudFormation knows of an index, DynamoDB is told elsewhere or not at all.
OF_AN_INDEX = ("IndexName", "KeySchema", "Projection")


class Stores:
    """Makes what is not there yet; what is keeps its content."""

    def __init__(self, region: str) -> None:
        self._region, self._there = region, dict[tuple[str, str], Any]()
        self._make = {
            "AWS::DynamoDB::GlobalTable": self._table,
            "AWS::DynamoDB::Table": self._table,
            "AWS::S3::Bucket": self._bucket,
            "AWS::SecretsManager::Secret": self._secret,
            "AWS::SNS::Topic": self._topic,
            "AWS::SQS::Queue": self._queue,
            "AWS::SSM::Parameter": self._parameter,
        }

    def make(self, stores: list[list[Any]]) -> list[str]:
        """stores: as in the definition. Returns the names of those that were made with other properties, and stay so.

        Raises ActionFailed: one cannot be made.
        """
        changed = []
        for kind, name, properties in stores:
            if (kind, name) not in self._there:
                try:
                    self._make[kind](name, properties)
                except (ClientError, BotoCoreError) as error:
                    why = " ".join(str(error).split())
                    raise ActionFailed(f"moto, which stands for AWS here, cannot make {name} ({kind}): {why}") from None
                self._there[kind, name] = properties
            elif self._there[kind, name] != properties:
                changed.append(name)
        return changed

    def _client(self, service: Any) -> Any:
        # The variables of this process lead nowhere, and moto answers where AWS would.
        there = Config(ignore_configured_endpoint_urls=True)
        return boto3.client(service, region_name=self._region, config=there)

    def _table(self, name: str, properties: dict[str, Any]) -> None:
        given = {each: properties[each] for each in OF_A_TABLE if each in properties}
        for kind in INDEXES:
            if kind in given:
                given[kind] = [{each: index[each] for each in OF_AN_INDEX if each in index} for index in given[kind]]
        # By use, as everything is that costs nothing.
        self._client("dynamodb").create_table(TableName=name, BillingMode="PAY_PER_REQUEST", **given)

    def _bucket(self, name: str, _: dict[str, Any]) -> None:
        elsewhere = {"CreateBucketConfiguration": {"LocationConstraint": self._region}}
        self._client("s3").create_bucket(Bucket=name, **({} if self._region == "us-east-1" else elsewhere))

    def _secret(self, name: str, _: dict[str, Any]) -> None:
        self._client("secretsmanager").create_secret(Name=name, SecretString="local")  # pragma: allowlist secret

    def _parameter(self, name: str, properties: dict[str, Any]) -> None:
        given = {each: properties[each] for each in ("Type", "Value")}
        self._client("ssm").put_parameter(Name=name, **given)

    def _topic(self, name: str, properties: dict[str, Any]) -> None:
        self._client("sns").create_topic(Name=name, Attributes=_fifo("FifoTopic", properties))

    def _queue(self, name: str, properties: dict[str, Any]) -> None:
        self._client("sqs").create_queue(QueueName=name, Attributes=_fifo("FifoQueue", properties))


def _fifo(kind: str, properties: dict[str, Any]) -> dict[str, str]:
    return {each: "true" for each in (kind, "ContentBasedDeduplication") if is_true(properties.get(each))}


@contextmanager
def running(region: str, listening: socket.socket) -> Iterator[Stores]:
    """The stores, which another process reaches through `listening` until the context ends."""
    with mock_aws(), loopback(region, listening):
        yield Stores(region)
