"""A posting is made once for each key, on each store, whoever else posts on the account."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest

from accounts.store import AccountStore
from tests.support.accounts_examples import CHECKING, SAVINGS
from tests.support.accounts_service import Service, running
from tests.support.accounts_stores import COPYBOOKS
from tests.support.service_log import Lines


@pytest.fixture
def empty(on_each_store: AccountStore) -> AccountStore:
    return on_each_store


@pytest.fixture
def service(store: AccountStore, programs_folder: Path, log: Lines) -> Iterator[Service]:
    with running(store, programs_folder, COPYBOOKS) as started:
        yield started


def balance(store: AccountStore, account_id: str = CHECKING) -> Decimal:
    kept = store.find(account_id)
    assert kept is not None
    found: Decimal = kept.values["ACCT-BALANCE"]
    return found


def test_a_posting_is_computed_by_the_program_and_stored(service: Service, store: AccountStore, log: Lines) -> None:
    answer = service.post(CHECKING)
    assert answer.status == 201
    assert answer.body == {
        "account_id": CHECKING,
        "code": "DP",
        "amount": "12.50",
        "date": "2026-01-31",
        "balance": "112.50",
        "available": "162.50",
    }
    after = service.inquire(CHECKING).body
    assert (after["balance"], after["month_credits"], after["last_posted"]) == ("112.50", "12.50", "2026-01-31")
    assert [each["amount"] for each in after["recent"]] == ["12.50", "12.50"]
    assert [line["PostingsStored"] for line in log() if "PostingsStored" in line] == [1]


def test_a_repeated_request_posts_once_and_gets_the_same_answer(service: Service, store: AccountStore) -> None:
    first = service.post(CHECKING, "key-1")
    service.post(CHECKING, "key-2")
    again = service.post(CHECKING, "key-1")
    assert (again.status, again.body) == (201, first.body)
    assert balance(store) == Decimal("125.00")


def test_a_key_that_was_used_for_another_posting_is_422(service: Service, store: AccountStore) -> None:
    service.post(CHECKING)
    answer = service.post(CHECKING, amount="99.00")
    assert (answer.status, balance(store)) == (422, Decimal("112.50"))
    assert "used for another posting" in answer.body["detail"]
    # On another account it is another key.
    assert service.post(SAVINGS).status == 201


def test_many_requests_at_once_with_one_key_post_once(service: Service, store: AccountStore) -> None:
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda _: service.post(CHECKING), range(6)))
    assert [answer.status for answer in answers] == [201] * 6
    assert {answer.body["balance"] for answer in answers} == {"112.50"}
    assert balance(store) == Decimal("112.50")


def test_no_posting_is_lost_when_many_post_on_one_account(service: Service, store: AccountStore) -> None:
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda number: service.post(CHECKING, f"key-{number}"), range(12)))
    stored = [answer for answer in answers if answer.status == 201]
    busy = [answer for answer in answers if answer.status == 409]
    assert len(stored) + len(busy) == 12 and stored
    assert all("try again" in answer.body["detail"] for answer in busy)
    assert balance(store) == Decimal("100.00") + len(stored) * Decimal("12.50")
