"""Each endpoint of the deployed API, through the router: what it refuses, and how. No account has to be there."""

from typing import Any

import pytest

from tests.support.deployed import Answer, Deployed, new_key

# Nobody has it: the last of the numbers that end in 8.
UNKNOWN = "9999999998"
POSTING: dict[str, Any] = {"code": "DP", "amount": "12.50", "date": "2026-01-31"}


def post(environment: Deployed, account: str = UNKNOWN, *, key: str | None = None, **body: Any) -> Answer:
    """POST of a posting with a key that was never used; `json=` or `data=` is its body."""
    headers = {"Content-Type": "application/json", "Idempotency-Key": key or new_key()}
    return environment.request("POST", f"/accounts/{account}/postings", headers=headers, **(body or {"json": POSTING}))


@pytest.mark.parametrize("path", ["/health", "/new/health"])
def test_the_router_is_healthy_and_so_is_the_service_behind_it(environment: Deployed, path: str) -> None:
    answer = environment.request("GET", path)
    assert (answer.status, answer.body["status"]) == (200, "ok")


def test_the_service_has_its_store_and_its_programs(environment: Deployed) -> None:
    answer = environment.request("GET", "/new/ready")
    assert (answer.status, answer.body) == (200, {"status": "ready"})


def test_it_is_the_new_service_that_is_tested(environment: Deployed) -> None:
    answer = environment.request("GET", f"/accounts/{UNKNOWN}")
    assert answer.headers["X-Router-Side"] == "new", "move the weights of this environment first: make weights"


def test_an_unknown_account_is_not_found(environment: Deployed) -> None:
    answer = environment.request("GET", f"/accounts/{UNKNOWN}")
    assert (answer.status, answer.body["detail"]) == (404, "There is no account with this number")
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_number_that_is_none_is_refused(environment: Deployed) -> None:
    answer = environment.request("GET", "/accounts/12345")
    assert (answer.status, answer.body["problems"][0]["where"]) == (422, "path.account_id")


def test_nothing_is_posted_on_an_unknown_account(environment: Deployed) -> None:
    answer = post(environment)
    assert (answer.status, answer.body["detail"]) == (404, "There is no account with this number")


def test_a_posting_that_is_tried_out_needs_an_account_too(environment: Deployed) -> None:
    answer = environment.request("POST", f"/accounts/{UNKNOWN}/postings/dry-run", json=POSTING)
    # The router forwards no path of which its table of operations knows nothing.
    assert answer.status == 404


@pytest.mark.parametrize(
    ("changed", "where"),
    [({"amount": "12.5"}, "body.amount"), ({"code": "deposit"}, "body.code"), ({"date": "2026-02-30"}, "body.date")],
)
def test_a_posting_is_refused_with_the_field_that_is_wrong(
    environment: Deployed, changed: dict[str, str], where: str
) -> None:
    answer = post(environment, json={**POSTING, **changed})
    assert (answer.status, [problem["where"] for problem in answer.body["problems"]]) == (422, [where])


def test_a_posting_without_a_key_is_refused(environment: Deployed) -> None:
    answer = environment.request("POST", f"/accounts/{UNKNOWN}/postings", json=POSTING)
    assert (answer.status, answer.body["problems"][0]["where"]) == (422, "header.idempotency-key")


@pytest.mark.parametrize("body", ["{", "[]"])
def test_a_body_that_is_no_json_object_is_refused(environment: Deployed, body: str) -> None:
    assert post(environment, data=body).status == 400


def test_another_content_type_is_refused(environment: Deployed) -> None:
    headers = {"Content-Type": "application/xml", "Idempotency-Key": new_key()}
    answer = environment.request("POST", f"/accounts/{UNKNOWN}/postings", data="<posting/>", headers=headers)
    assert answer.status == 415
