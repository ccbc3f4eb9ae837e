"""The AWS of `make run`: moto, in memory, with the tables, buckets, topics and queues of the templates, empty."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from botocore.config import Config
from moto import mock_aws

from tests.support.aws_on_loopback import loopback

OF_A_TABLE = ("KeySchema", "AttributeDefinitions", "LocalSecondaryIndexes", "GlobalSecondaryIndexes")


class Stores:
    """Makes what is not there yet; what is keeps its content."""

    def __init__(self, region: str) -> None:
        self._region, self._there = region, set[tuple[str, str]]()
        self._make = {
            "AWS::DynamoDB::Table": self._table,
            "AWS::S3::Bucket": self._bucket,
            "AWS::SNS::Topic": self._topic,
            "AWS::SQS::Queue": self._queue,
        }

    def make(self, stores: list[list[Any]]) -> None:
        """stores: as in the definition."""
        for kind, name, properties in stores:
            if (kind, name) not in self._there:
                self._make[kind](name, properties)
                self._there.add((kind, name))

    def _client(self, service: Any) -> Any:
        # The variables of this process lead nowhere, and moto answers where AWS would.
        there = Config(ignore_configured_endpoint_urls=True)
        return boto3.client(service, region_name=self._region, config=there)

    def _table(self, name: str, properties: dict[str, Any]) -> None:
        given = {each: properties[each] for each in OF_A_TABLE if each in properties}
        # By use, as everything is that costs nothing.
        for index in given.get("GlobalSecondaryIndexes", []):
            index.pop("ProvisionedThroughput", None)
        self._client("dynamodb").create_table(TableName=name, BillingMode="PAY_PER_REQUEST", **given)

    def _bucket(self, name: str, _: dict[str, Any]) -> None:
        elsewhere = {"CreateBucketConfiguration": {"LocationConstraint": self._region}}
        self._client("s3").create_bucket(Bucket=name, **({} if self._region == "us-east-1" else elsewhere))

    def _topic(self, name: str, _: dict[str, Any]) -> None:
        self._client("sns").create_topic(Name=name)

    def _queue(self, name: str, properties: dict[str, Any]) -> None:
        fifo = {"FifoQueue": "true"} if properties.get("FifoQueue") else {}
        self._client("sqs").create_queue(QueueName=name, Attributes=fifo)


@contextmanager
def running(region: str, listening: socket.socket) -> Iterator[Stores]:
    """The stores, which another process reaches through `listening` until the context ends."""
    with mock_aws(), loopback(region, listening):
        yield Stores(region)
