"""POST /accounts/{id}/postings: what the program refuses, with its words, and what it would answer."""

import pytest

from accounts.store import AccountStore
from tests.support.accounts_examples import ACCOUNTS, CHECKING, FROZEN, LOAN, SAVINGS
from tests.support.accounts_service import Service


@pytest.mark.parametrize(
    ("account_id", "changed", "status", "reason", "detail"),
    [
        (CHECKING, {"code": "WD", "amount": "150.01"}, 409, 10, "BALANCE WOULD FALL BELOW LIMIT"),
        (FROZEN, {"code": "WD", "amount": "1.00"}, 409, 7, "ACCOUNT IS FROZEN"),
        (LOAN, {"code": "WD", "amount": "1.00"}, 409, 9, "NOT ALLOWED FOR THIS TYPE"),
        (LOAN, {"code": "DP", "amount": "4000.01"}, 409, 14, "PAYMENT EXCEEDS THE LOAN"),
        (CHECKING, {"amount": "0.00"}, 409, 8, "AMOUNT IS ZERO OR NEGATIVE"),
        (CHECKING, {"amount": "999999999.99"}, 409, 11, "AMOUNT WOULD EXCEED 11 DIGITS"),
        (CHECKING, {"code": "ZZ"}, 422, 5, "TRANSACTION CODE IS UNKNOWN"),
    ],
)
def test_a_refusal_has_the_words_of_the_program_and_changes_nothing(
    service: Service,
    store: AccountStore,
    account_id: str,
    changed: dict[str, str],
    status: int,
    reason: int,
    detail: str,
) -> None:
    before = store.find(account_id)
    answer = service.post(account_id, **changed)
    assert (answer.status, answer.body["reason"], answer.body["detail"]) == (status, reason, detail)
    assert answer.headers["content-type"] == "application/problem+json"
    assert store.find(account_id) == before
    assert store.posted(account_id, "key-1") is None


def test_the_state_of_an_account_and_none_of_a_call_decides(service: Service) -> None:
    # Five withdrawals of this month are in the record, and six are allowed.
    answers = [service.post(SAVINGS, f"key-{number}", code="WD", amount="1.00") for number in range(2)]
    assert [answer.status for answer in answers] == [201, 409]
    assert answers[1].body["detail"] == "WITHDRAWALS ARE USED UP"


def test_trying_out_answers_as_a_posting_and_stores_nothing(service: Service, store: AccountStore) -> None:
    tried = [service.try_out(CHECKING) for _ in range(2)]
    refused = service.try_out(FROZEN, code="WD")
    posted = service.post(CHECKING)
    assert [(answer.status, answer.body) for answer in tried] == [(posted.status, posted.body)] * 2
    assert (refused.status, refused.body["detail"]) == (409, "ACCOUNT IS FROZEN")
    kept = store.find(CHECKING)
    assert kept is not None and kept.version == 2


def test_an_unknown_account_is_404_for_both(service: Service) -> None:
    assert [service.post("9999999999").status, service.try_out("9999999999").status] == [404, 404]


def test_every_account_of_the_examples_takes_a_posting_or_says_why(service: Service) -> None:
    assert {service.post(account_id).status for account_id in ACCOUNTS} == {201}
