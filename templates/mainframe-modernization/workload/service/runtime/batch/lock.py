"""One execution of a job at a time: an item of a DynamoDB table, whose owner is an execution.

The state machine takes the lock before the first step and releases it on every path (state_machine.py). Each step makes
it its own again, so that an execution that lost it, because it was stopped and its lock expired, writes nothing more.
"""

import time
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from batch.errors import LockLost

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

CONDITION_FAILED = "ConditionalCheckFailedException"


class Lock:
    """table: with the key `job`, a string. owner: ARN of the execution. seconds: after which it expires."""

    def __init__(self, client: "DynamoDBClient", table: str, *, job: str, owner: str, seconds: int) -> None:
        self._client = client
        self._table = table
        self._job = job
        self._owner = owner
        self._seconds = seconds

    def renew(self) -> None:
        """Raises LockLost: another execution has it, or it was released."""
        try:
            self._client.update_item(
                TableName=self._table,
                Key={"job": {"S": self._job}},
                UpdateExpression="SET expires = :expires",
                ConditionExpression="#owner = :owner",
                ExpressionAttributeNames={"#owner": "owner"},
                ExpressionAttributeValues={
                    ":owner": {"S": self._owner},
                    ":expires": {"N": str(int(time.time()) + self._seconds)},
                },
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != CONDITION_FAILED:
                raise
            raise LockLost(
                f"execution {self._owner} does not have the lock of {self._job} any more: it was released, or it "
                "expired and another execution took it. Nothing is written; start the job again."
            ) from error

    def release(self) -> bool:
        """After a stopped execution, by hand. False: the lock was not this owner's."""
        try:
            self._client.delete_item(
                TableName=self._table,
                Key={"job": {"S": self._job}},
                ConditionExpression="#owner = :owner",
                ExpressionAttributeNames={"#owner": "owner"},
                ExpressionAttributeValues={":owner": {"S": self._owner}},
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != CONDITION_FAILED:
                raise
            return False
        return True
