"""Accounts in DynamoDB: one item per account, one per posting, both under the number of the account."""

import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from accounts.items import ACCOUNT, account_item, kept_of, key_of, plain, posting_item, typed
from accounts.models import Posting
from accounts.store import AccountChanged, Kept, KeyTaken, Posted, StoreNotReady, Values

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# BatchGetItem takes no more (DynamoDB API Reference).
MOST_KEYS = 100
# Conditional writes cannot be batched without failing together: the initial load sends so many at a time.
WRITES_AT_ONCE = 16
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.05, 2.0
# A request has to end before the load balancer gives up; the pool of connections serves FastAPI's forty threads.
BOUNDED = Config(
    connect_timeout=2, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 3}, max_pool_connections=40
)
MISSING = "attribute_not_exists(account)"


class DynamoAccounts:
    """See `accounts.store.AccountStore`. Table keys: `account` (S), the number; `item` (S), ACCOUNT or POSTING#key."""

    def __init__(self, table_name: str, *, region: str | None = None) -> None:
        self._table = table_name
        self._client: DynamoDBClient = boto3.client("dynamodb", region_name=region, config=BOUNDED)

    def check(self) -> None:
        """Raises StoreNotReady. Reads an item, which is what the role of the task may do anyway."""
        try:
            self._client.get_item(TableName=self._table, Key=key_of("0", ACCOUNT))
        except (ClientError, BotoCoreError) as error:
            raise StoreNotReady("The table of accounts does not answer") from error

    def find(self, account_id: str) -> Kept | None:
        """The account as the last write left it (a consistent read), or None."""
        item = self._item(account_id, ACCOUNT)
        return None if item is None else kept_of(item)

    def posted(self, account_id: str, key: str) -> Posted | None:
        """The posting that was made with this key, or None."""
        item = self._item(account_id, posting_item(key))
        if item is None:
            return None
        return Posted(key=key, request_hash=item["request_hash"], posting=Posting.model_validate_json(item["posting"]))

    def post(self, kept: Kept, values: Values, posted: Posted) -> None:
        """Both items in one transaction. Raises AccountChanged, KeyTaken."""
        posting = key_of(kept.account_id, posting_item(posted.key)) | typed(
            {"request_hash": posted.request_hash, "posting": posted.posting.model_dump_json()}
        )
        account = account_item(kept.account_id, values, version=kept.version + 1)
        try:
            self._client.transact_write_items(
                TransactItems=[
                    {"Put": {"TableName": self._table, "Item": posting, "ConditionExpression": MISSING}},
                    {
                        "Put": {
                            "TableName": self._table,
                            "Item": account,
                            "ConditionExpression": "version = :read",
                            "ExpressionAttributeValues": typed({":read": kept.version}),
                        }
                    },
                ]
            )
        except self._client.exceptions.TransactionCanceledException as error:
            reasons = [str(reason.get("Code")) for reason in error.response["CancellationReasons"]]
            if reasons[0] == "ConditionalCheckFailed":
                raise KeyTaken from error
            # TransactionConflict: another transaction on the account was under way.
            if {"ConditionalCheckFailed", "TransactionConflict"} & set(reasons):
                raise AccountChanged from error
            raise

    def add(self, accounts: Mapping[str, Values]) -> None:
        """Keep those that are not there yet, many at a time. Raises ClientError of the first that fails."""
        with ThreadPoolExecutor(WRITES_AT_ONCE) as threads:
            for _ in threads.map(self._add, accounts.items()):
                pass

    def read(self, account_ids: Sequence[str]) -> dict[str, Kept]:
        """Those of these accounts that are there, by id. Raises StoreNotReady: the table is throttled for seconds."""
        found = (kept_of(item) for part in _parts(account_ids) for item in self._batch(part))
        return {kept.account_id: kept for kept in found}

    def close(self) -> None:
        """Give connections back."""
        self._client.close()

    def _add(self, account: tuple[str, Values]) -> None:
        item = account_item(*account, version=1)
        try:
            self._client.put_item(TableName=self._table, Item=item, ConditionExpression=MISSING)
        except self._client.exceptions.ConditionalCheckFailedException:
            return

    def _item(self, account_id: str, item: str) -> dict[str, Any] | None:
        answer = self._client.get_item(TableName=self._table, Key=key_of(account_id, item), ConsistentRead=True)
        return plain(answer["Item"]) if "Item" in answer else None

    def _batch(self, account_ids: Sequence[str]) -> Iterator[dict[str, Any]]:
        wanted: Any = {self._table: {"Keys": [key_of(each, ACCOUNT) for each in account_ids], "ConsistentRead": True}}
        pause = FIRST_PAUSE_SECONDS
        while True:
            answer = self._client.batch_get_item(RequestItems=wanted)
            yield from map(plain, answer["Responses"].get(self._table, []))
            if not (wanted := answer.get("UnprocessedKeys")):
                return
            # A hundred accounts fit into one answer (16 MB), so the table is throttled: wait longer each time.
            if pause > LONGEST_PAUSE_SECONDS:
                raise StoreNotReady("The table of accounts is throttled: run it again later, or raise its capacity")
            time.sleep(pause)
            pause *= 2


def _parts(account_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(account_ids), MOST_KEYS):
        yield account_ids[start : start + MOST_KEYS]
