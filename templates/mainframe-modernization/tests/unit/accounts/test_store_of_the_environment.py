"""The service knows what `environments.py` may choose: each store, and how it keeps an account."""

from accounts.items import ACCOUNT, key_of
from accounts.settings import StoreKind
from workload.data import names
from workload.environment import Store


def test_the_service_knows_each_store_of_the_environments() -> None:
    assert {each.value for each in StoreKind} == {each.value for each in Store}


def test_an_item_has_the_keys_of_the_table() -> None:
    assert key_of("1", ACCOUNT) == {names.TABLE_KEY: {"S": "1"}, names.TABLE_SORT_KEY: {"S": ACCOUNT}}
