"""A customer looks at an account and pays in; the answer gets lost, the request is sent again, and is posted once."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.support.deployed import Answer, Deployed, new_key
from tests.support.deployed_jobs import deployed_jobs
from tests.support.parallel_data import seed

# Of the sample master: a checking account on which nothing else happens.
ACCOUNT = "2000000003"
AMOUNT = Decimal("12.50")
# The job of the initial load.
LOAD = "LOAD"


@pytest.fixture(scope="module")
def account(environment: Deployed, tmp_path_factory: pytest.TempPathFactory) -> str:
    """An account that may be posted on. Its balance is the same afterwards, but for a test that fails in the middle."""
    if not _is_there(environment):
        load(environment, tmp_path_factory.mktemp("master"))
        assert _is_there(environment), f"the job {LOAD} ended well, and account {ACCOUNT} is not there"
    return ACCOUNT


def load(environment: Deployed, scratch: Path) -> None:
    """Run the initial load, with the sample master where the environment has no master of its own."""
    jobs = deployed_jobs(environment.outputs)
    if LOAD not in jobs.machines:
        pytest.fail(f"Account {ACCOUNT} is not in this environment: load the master file there first", pytrace=False)
    seed(jobs, jobs.job(LOAD), scratch)
    ended = jobs.run(LOAD)
    assert ended.status == "SUCCEEDED", ended.said
    # 4: records that are wrong, as the sample has some, are named and left out. 8: not reconciled.
    assert ended.output["returnCode"] in (0, 4), f"{ended.said}: its report is in sysout/{LOAD}/ of the bucket"


def _is_there(environment: Deployed) -> bool:
    return environment.request("GET", f"/accounts/{ACCOUNT}").status != 404


def balance(environment: Deployed, account: str) -> Decimal:
    """As the inquiry tells it."""
    return Decimal(environment.request("GET", f"/accounts/{account}").body["balance"])


def post(environment: Deployed, account: str, code: str, amount: Decimal, *, key: str = "") -> Answer:
    """DP pays in, WD takes out."""
    posting = {"code": code, "amount": f"{amount:.2f}", "date": "2026-01-31"}
    headers = {"Idempotency-Key": key or new_key()}
    return environment.request("POST", f"/accounts/{account}/postings", json=posting, headers=headers)


def test_what_is_paid_in_is_posted_once_although_the_request_is_sent_twice(environment: Deployed, account: str) -> None:
    # Given an account, and a deposit of which the answer got lost
    before, key = balance(environment, account), new_key()
    first = post(environment, account, "DP", AMOUNT, key=key)
    assert (first.status, Decimal(first.body["balance"])) == (201, before + AMOUNT)
    # When it is sent again
    again = post(environment, account, "DP", AMOUNT, key=key)
    # Then it is the same posting
    assert (again.status, again.body) == (201, first.body)
    assert balance(environment, account) == before + AMOUNT
    recent = environment.request("GET", f"/accounts/{account}").body["recent"]
    assert {"date": "2026-01-31", "code": "DP", "amount": f"{AMOUNT:.2f}"} in recent
    # And the customer gets it back
    assert post(environment, account, "WD", AMOUNT).status == 201
    assert balance(environment, account) == before


def test_a_refused_withdrawal_says_why_and_changes_nothing(environment: Deployed, account: str) -> None:
    # Given an account with less than it can hold
    before = balance(environment, account)
    # When somebody wants more than is there
    answer = post(environment, account, "WD", Decimal("999999999.99"))
    # Then the answer has the words of the program, and nothing is posted
    assert (answer.status, answer.body["title"]) == (409, "Conflict")
    assert answer.body["detail"]
    assert balance(environment, account) == before


def test_a_key_cannot_be_used_for_another_posting(environment: Deployed, account: str) -> None:
    before, key = balance(environment, account), new_key()
    assert post(environment, account, "DP", AMOUNT, key=key).status == 201
    answer = post(environment, account, "DP", AMOUNT + 1, key=key)
    assert answer.status == 422
    assert post(environment, account, "WD", AMOUNT).status == 201
    assert balance(environment, account) == before
