"""Accounts and postings as items of DynamoDB."""

from collections.abc import Mapping
from typing import Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from accounts.store import Kept, Values

ACCOUNT = "ACCOUNT"


def account_item(account_id: str, values: Values, *, version: int) -> dict[str, Any]:
    """The item of an account."""
    return key_of(account_id, ACCOUNT) | typed({"version": version, "values": values})


def posting_item(key: str) -> str:
    """The sort key of a posting."""
    return f"POSTING#{key}"


def key_of(account_id: str, item: str) -> dict[str, Any]:
    """The key of an item, in the form of the API."""
    return {"account": {"S": account_id}, "item": {"S": item}}


def typed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Decimals and whole numbers are exact in DynamoDB up to 38 digits: more than a COBOL field has."""
    serializer = TypeSerializer()
    return {name: serializer.serialize(value) for name, value in values.items()}


def plain(item: Mapping[str, Any]) -> dict[str, Any]:
    """What `typed` was given."""
    deserializer = TypeDeserializer()
    return {name: deserializer.deserialize(value) for name, value in item.items()}


def kept_of(item: Mapping[str, Any]) -> Kept:
    """An account from its plain item."""
    return Kept(account_id=item["account"], values=item["values"], version=int(item["version"]))
