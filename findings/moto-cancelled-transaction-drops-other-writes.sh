#!/usr/bin/env bash
# moto 5.2.5: a cancelled TransactWriteItems also takes back what others wrote to the same tables in the meantime.
#
# DynamoDB undoes nothing of others: a cancelled transaction has never written. moto copies each table of the transaction,
# writes, and on a failed condition puts the copies back as a whole. A put of another thread that was answered with 200 while
# the transaction ran is gone afterwards, although it has another key. So a test of concurrent workers loses writes at random
# that the real service keeps, and blames the code. The more items the tables have, the longer the time in which this happens.
# Exits 0 while this is so, 1 when it changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-cache-dir "moto[dynamodb]==5.2.5" boto3==1.44.8
cat >transaction.py <<'END'
import sys
import threading

import boto3
from moto import mock_aws

COUNT = 4000


def client():
    return boto3.client("dynamodb", "eu-west-1", aws_access_key_id="test", aws_secret_access_key="test")


def cancelled(answers):
    mine = {"Put": {"TableName": "journal", "Item": {"id": {"S": "mine"}}}}
    check = {
        "TableName": "orders",
        "Key": {"id": {"S": "1"}},
        "ConditionExpression": "attribute_not_exists(id)",
    }
    try:
        client().transact_write_items(TransactItems=[mine, {"ConditionCheck": check}])
    except Exception as error:
        answers.append(type(error).__name__)


with mock_aws():
    table = {
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "BillingMode": "PAY_PER_REQUEST",
    }
    other = client()
    for name in ("journal", "orders"):
        other.create_table(TableName=name, **table)
    for first in range(0, COUNT, 25):
        items = [{"PutRequest": {"Item": {"id": {"S": str(n)}}}} for n in range(first, first + 25)]
        other.batch_write_item(RequestItems={"orders": items})
    answers, accepted = [], []
    worker = threading.Thread(target=cancelled, args=(answers,))
    worker.start()
    while worker.is_alive():
        key = f"other-{len(accepted)}"
        answer = other.put_item(TableName="journal", Item={"id": {"S": key}})
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200
        accepted.append(key)
    worker.join()
    found = {item["id"]["S"] for item in other.scan(TableName="journal", ConsistentRead=True)["Items"]}
    lost = [key for key in accepted if key not in found]
    print("transaction:", *answers)
    print(f"accepted writes of the other thread that are gone: {'some' if lost else 'none'} ({len(lost)} of {len(accepted)})")
    sys.exit(0 if lost and answers == ["TransactionCanceledException"] and "mine" not in found else 1)
END
if venv/bin/python transaction.py; then echo "as described"; else echo "this is no longer so"; exit 1; fi
