"""GET /accounts/{id}: the account as ACCTINQ computes it."""

import re

import pytest

from accounts.models import AccountStatus, AccountType
from accounts.store import AccountStore
from records.copybook import read_copybook
from tests.support.accounts_examples import ACCOUNTS, CHECKING, FROZEN, LOAN, SAVINGS
from tests.support.accounts_service import Service
from tests.support.accounts_stores import COPYBOOKS, ROOT
from tests.support.service_log import Lines


def test_an_inquiry_tells_the_account_with_exact_amounts(service: Service) -> None:
    answer = service.inquire(CHECKING)
    assert answer.status == 200
    assert answer.body == {
        "account_id": CHECKING,
        "type": "C",
        "status": "A",
        "branch": "0001",
        "holder": "ADA LOVELACE",
        "currency": "EUR",
        "opened": "2020-02-29",
        "last_posted": "2026-01-15",
        "balance": "100.00",
        # The overdraft limit of 50.00 on top: ACCTINQ adds it, not Python.
        "available": "150.00",
        "month_credits": "0.00",
        "month_debits": "0.00",
        "recent": [{"date": "2026-01-15", "code": "WD", "amount": "12.50"}],
    }


@pytest.mark.parametrize(
    ("account_id", "kind", "available"), [(SAVINGS, "S", "100.00"), (LOAN, "L", "0.00"), (FROZEN, "C", "150.00")]
)
def test_each_type_is_read_by_its_own_redefinition(
    service: Service, account_id: str, kind: str, available: str
) -> None:
    answer = service.inquire(account_id)
    assert (answer.status, answer.body["type"], answer.body["available"]) == (200, kind, available)


def test_an_unknown_account_is_404(service: Service) -> None:
    answer = service.inquire("9999999999")
    assert (answer.status, answer.body["detail"]) == (404, "There is no account with this number")
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("wrong", ["1", "10000000011", "1000000A01", "１０００００００１"])
def test_a_number_without_ten_digits_is_422(service: Service, wrong: str) -> None:
    answer = service.inquire(wrong)
    assert (answer.status, answer.body["problems"][0]["where"]) == (422, "path.account_id")


def test_a_record_that_the_program_refuses_to_work_on_is_an_error_of_ours(
    service: Service, store: AccountStore, log: Lines
) -> None:
    store.add({"1000000009": {**ACCOUNTS[CHECKING], "ACCT-NUMBER": 1000000009, "ACCT-TYPE": "X"}})
    answer = service.inquire("1000000009")
    assert (answer.status, answer.body["detail"]) == (500, "The request may be repeated")
    (line,) = [line for line in log() if line["level"] == "ERROR"]
    assert "ACCTINQ answered 12" in line["reason"] and "MASTER RECORD IS INVALID" in line["reason"]


def test_a_date_that_is_none_is_an_error_of_ours_too(service: Service, store: AccountStore, log: Lines) -> None:
    store.add({"1000000009": {**ACCOUNTS[CHECKING], "ACCT-NUMBER": 1000000009, "ACCT-OPENED": 20210229}})
    assert service.inquire("1000000009").status == 500
    assert any("cannot be told" in line.get("reason", "") for line in log())


def test_each_call_is_a_line_of_the_log_with_its_metrics_and_without_the_account(service: Service, log: Lines) -> None:
    service.inquire(CHECKING)
    (line,) = [line for line in log() if line["message"] == "Program called"]
    assert (line["program"], line["function"], line["outcome"]) == ("ACCTINQ", "INQ", "ReturnCode0")
    assert (line["Calls"], line["CallsReturnCode0"]) == (1, 1) and 0 < line["CallMilliseconds"] < 5_000
    declared = {each["Name"]: each["Unit"] for each in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]}
    assert declared == {"Calls": "Count", "CallsReturnCode0": "Count", "CallMilliseconds": "Milliseconds"}
    assert not any(CHECKING in str(each) or "LOVELACE" in str(each) for each in log())


def test_the_codes_of_the_api_are_those_of_the_copybook() -> None:
    layout = read_copybook(COPYBOOKS / "ACCTREC.cpy")
    for field, codes in (("ACCT-TYPE", AccountType), ("ACCT-STATUS", AccountStatus)):
        known = {value for values in layout.find(field).conditions.values() for value in values}
        assert known == set(codes)


def test_the_program_forgets_each_call_by_itself() -> None:
    """`accounts.service.program` does not cancel it: libcob must not cancel an INITIAL program, and any other one."""
    source = (ROOT / "cbl" / "ACCTINQ.cbl").read_text("ascii")
    assert re.search(r"PROGRAM-ID\. ACCTINQ IS INITIAL\.", source)
    assert not re.search(r"^.{6} +CALL ", source, re.MULTILINE)
