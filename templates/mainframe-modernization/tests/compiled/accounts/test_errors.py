"""Every mistake of a caller has one answer, problem+json with a readable reason."""

import json
from typing import Any

import pytest
from web.body_limit import MAX_BODY_BYTES

from accounts.store import AccountStore
from tests.support.accounts_examples import CHECKING
from tests.support.accounts_service import POSTING, Service
from tests.support.service_log import Lines

PATH = f"/accounts/{CHECKING}/postings"
KEY = {"idempotency-key": "key-1"}


@pytest.mark.parametrize(
    "amount", ["12.5", "12", "1e2", "12.505", "1234567890.00", "", "NaN", "１２.５０", 12.5, 12, None]
)
def test_an_amount_that_is_not_exact_is_422_and_posts_nothing(
    service: Service, store: AccountStore, amount: Any
) -> None:
    answer = service.post(CHECKING, amount=amount)
    (problem,) = answer.body["problems"]
    assert (answer.status, problem["where"]) == (422, "body.amount")
    assert 'for example "12.50"' in problem["problem"]
    kept = store.find(CHECKING)
    assert kept is not None and kept.version == 1


@pytest.mark.parametrize(
    ("changed", "where"),
    [({"code": "deposit"}, "body.code"), ({"date": "2026-02-30"}, "body.date"), ({"reason": "none"}, "body.reason")],
)
def test_a_wrong_or_unknown_field_is_422_with_its_place(service: Service, changed: dict[str, str], where: str) -> None:
    answer = service.post(CHECKING, **changed)
    assert (answer.status, [problem["where"] for problem in answer.body["problems"]]) == (422, [where])


@pytest.mark.parametrize("date", [0, 1769817600, "1769817600", "2026-01-31T00:00:00", "20260131", None, True])
def test_a_date_that_is_no_date_alone_is_422_and_posts_nothing(
    service: Service, store: AccountStore, date: Any
) -> None:
    answer = service.post(CHECKING, date=date)
    (problem,) = answer.body["problems"]
    assert (answer.status, problem["where"]) == (422, "body.date")
    assert 'for example "2026-01-31"' in problem["problem"]
    kept = store.find(CHECKING)
    assert kept is not None and kept.version == 1


@pytest.mark.parametrize("key", [None, "", "a key", "k" * 129])
def test_a_posting_without_a_proper_key_is_422(service: Service, key: str | None) -> None:
    answer = service.post(CHECKING, key)
    assert (answer.status, answer.body["problems"][0]["where"]) == (422, "header.idempotency-key")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("{", "this is not JSON"),
        (json.dumps([POSTING]), "this is not a JSON object"),
        (b"\xff\xfe\xfd", "this is not UTF-8"),
    ],
)
def test_a_body_that_cannot_be_read_is_400(service: Service, content: str | bytes, problem: str) -> None:
    answer = service.request("POST", PATH, content=content, headers=KEY)
    assert (answer.status, answer.body["detail"]) == (400, "The request cannot be read")
    assert answer.body["problems"] == [{"where": "body", "problem": problem}]


def test_another_content_type_is_415(service: Service) -> None:
    answer = service.request("POST", PATH, content="<posting/>", headers={**KEY, "content-type": "application/xml"})
    assert (answer.status, answer.body["detail"]) == (415, "Send the posting as application/json")


def test_a_body_that_is_too_large_is_413(service: Service) -> None:
    assert service.request("POST", PATH, content=b" " * (MAX_BODY_BYTES + 1), headers=KEY).status == 413


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/"), ("DELETE", PATH), ("GET", "/docs"), ("GET", "/openapi.json")]
)
def test_what_does_not_exist_is_404(service: Service, method: str, path: str) -> None:
    answer = service.request(method, path)
    assert (answer.status, answer.body) == (
        404,
        {"type": "about:blank", "title": "Not Found", "status": 404, "detail": "Not found", "problems": []},
    )


def test_a_refusal_is_logged_without_alarm_and_without_its_values(service: Service, log: Lines) -> None:
    service.post(CHECKING, amount="12.5")
    refused = next(line for line in log() if line["message"] == "Request refused")
    assert (refused["level"], refused["status"], refused["problems"]) == ("INFO", 422, ["body.amount"])
    assert not any(CHECKING in str(line) for line in log())
