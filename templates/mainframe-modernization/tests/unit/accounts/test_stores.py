"""PostgreSQL and DynamoDB keep the same promises about accounts and postings."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest

from accounts.models import Posting
from accounts.store import AccountChanged, AccountStore, KeyTaken, Posted
from tests.support.accounts_examples import ACCOUNTS, CHECKING, LOAN, SAVINGS


@pytest.fixture
def empty(on_each_store: AccountStore) -> AccountStore:
    return on_each_store


def posted(key: str = "key-1", account_id: str = CHECKING, request_hash: str = "hash") -> Posted:
    posting = Posting(
        account_id=account_id,
        code="DP",
        amount=Decimal("12.50"),
        date=date(2026, 1, 31),
        balance=Decimal("112.50"),
        available=Decimal("162.50"),
    )
    return Posted(key=key, request_hash=request_hash, posting=posting)


@pytest.mark.parametrize("account_id", ACCOUNTS)
def test_an_account_of_each_type_comes_back_as_it_was_kept(store: AccountStore, account_id: str) -> None:
    kept = store.find(account_id)
    assert kept is not None
    assert (kept.account_id, kept.version, dict(kept.values)) == (account_id, 1, ACCOUNTS[account_id])


def test_an_account_that_nobody_kept_is_none(store: AccountStore) -> None:
    assert store.find("9999999999") is None
    assert store.posted(CHECKING, "key-1") is None


def test_a_store_that_has_what_the_service_needs_is_ready(store: AccountStore) -> None:
    store.check()


def test_a_posting_changes_the_account_and_is_kept_with_it(store: AccountStore) -> None:
    kept = store.find(CHECKING)
    assert kept is not None
    store.post(kept, {**kept.values, "ACCT-BALANCE": Decimal("112.50")}, posted())
    after = store.find(CHECKING)
    assert after is not None
    assert (after.version, after.values["ACCT-BALANCE"]) == (2, Decimal("112.50"))
    assert store.posted(CHECKING, "key-1") == posted()
    # Of another account, or with another key, there is none.
    assert store.posted(SAVINGS, "key-1") is None
    assert store.posted(CHECKING, "key-2") is None


def test_an_account_that_was_changed_since_it_was_read_is_not_overwritten(store: AccountStore) -> None:
    kept = store.find(CHECKING)
    assert kept is not None
    store.post(kept, {**kept.values, "ACCT-BALANCE": Decimal("112.50")}, posted("key-1"))
    with pytest.raises(AccountChanged):
        store.post(kept, {**kept.values, "ACCT-BALANCE": Decimal("0.00")}, posted("key-2"))
    after = store.find(CHECKING)
    assert after is not None
    assert (after.version, after.values["ACCT-BALANCE"]) == (2, Decimal("112.50"))
    # And the posting that failed is not there either.
    assert store.posted(CHECKING, "key-2") is None


def test_a_key_is_used_once_for_each_account(store: AccountStore) -> None:
    for account_id in (CHECKING, SAVINGS):
        kept = store.find(account_id)
        assert kept is not None
        store.post(kept, kept.values, posted("key-1", account_id))
    kept = store.find(CHECKING)
    assert kept is not None and kept.version == 2
    with pytest.raises(KeyTaken):
        store.post(kept, {**kept.values, "ACCT-BALANCE": Decimal("0.00")}, posted("key-1", request_hash="other"))
    after = store.find(CHECKING)
    assert after is not None and after.version == 2
    assert store.posted(CHECKING, "key-1") == posted()


def test_of_many_postings_at_once_on_what_all_have_read_one_is_kept(store: AccountStore) -> None:
    kept = store.find(CHECKING)
    assert kept is not None

    def post(number: int) -> bool:
        try:
            store.post(kept, {**kept.values, "ACCT-BALANCE": Decimal(number)}, posted(f"key-{number}"))
        except AccountChanged:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        done = list(threads.map(post, range(8)))
    assert done.count(True) == 1
    after = store.find(CHECKING)
    assert after is not None
    assert (after.version, after.values["ACCT-BALANCE"]) == (2, Decimal(done.index(True)))


def test_adding_leaves_what_is_there_as_it_is(store: AccountStore) -> None:
    store.add({CHECKING: {**ACCOUNTS[CHECKING], "ACCT-BALANCE": Decimal("7.00")}})
    kept = store.find(CHECKING)
    assert kept is not None and kept.values["ACCT-BALANCE"] == Decimal("100.00")
    store.add({})


def test_more_accounts_than_one_request_takes_are_read_at_once(
    empty: AccountStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.dynamodb.MOST_KEYS", 5)
    many = {f"{number:010}": {**ACCOUNTS[LOAN], "ACCT-NUMBER": number} for number in range(1, 13)}
    empty.add(many)
    found = empty.read([*many, "9999999999"])
    assert found.keys() == many.keys()
    assert all(dict(found[each].values) == many[each] for each in many)
    assert empty.read([]) == {}
