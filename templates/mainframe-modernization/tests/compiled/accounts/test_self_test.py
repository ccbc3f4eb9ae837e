"""GET /self-test: whether the programs of this task compute, without an account and without the store."""

from decimal import Decimal
from typing import Any

import pytest

from accounts.acctinq import AcctInq
from accounts.postgresql import PostgresAccounts
from programs.errors import PoolBusy, ProgramLost
from programs.pool import Pool
from tests.support.accounts_service import Service
from tests.support.service_log import Lines


def test_an_inquiry_and_a_posting_are_computed(service: Service, log: Lines) -> None:
    answer = service.request("GET", "/self-test")
    assert (answer.status, answer.body) == (200, {"status": "passed"})
    assert [line["function"] for line in log() if line["message"] == "Program called"] == ["INQ", "POST"]


def test_the_store_is_not_touched(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> None:
        raise AssertionError("the store was asked")

    for method in ("find", "posted", "post", "check"):
        monkeypatch.setattr(PostgresAccounts, method, gone)
    assert service.request("GET", "/self-test").status == 200
    # What asks the store notices.
    assert service.request("GET", "/ready").status == 500


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("ACCT-BALANCE", Decimal("112.51"), "balance after the posting: expected 112.50, got 112.51"),
        ("ACCT-TRAN-COUNT", 7, "number of postings: expected 8, got 7"),
    ],
)
def test_a_program_that_computes_something_else_is_500_with_both_values(
    service: Service, log: Lines, monkeypatch: pytest.MonkeyPatch, field: str, value: object, words: str
) -> None:
    measured = AcctInq._measured

    async def wrong(acctinq: AcctInq, function: str, rest: Any) -> dict[str, Any]:
        area: dict[str, Any] = await measured(acctinq, function, rest)
        if function == "POST":
            area["AREA-ACCOUNT"][field] = value
        return area

    monkeypatch.setattr(AcctInq, "_measured", wrong)
    answer = service.request("GET", "/self-test")
    assert (answer.status, answer.headers["content-type"]) == (500, "application/problem+json")
    assert words in answer.body["detail"]
    assert [line["level"] for line in log() if line["message"] == "Self-test failed"] == ["ERROR"]


@pytest.mark.parametrize("code", [4, 8, 12])
def test_a_program_that_refuses_the_fixed_record_is_500_and_not_the_mistake_of_a_caller(
    service: Service, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    async def refuses(_: AcctInq, __: str, ___: object) -> dict[str, Any]:
        return {"AREA-REPLY": {"AREA-RETURN-CODE": code, "AREA-REASON": 3, "AREA-MESSAGE": "NO"}, "AREA-ACCOUNT": {}}

    monkeypatch.setattr(AcctInq, "_measured", refuses)
    answer = service.request("GET", "/self-test")
    assert answer.status == 500
    assert "NO" in answer.body["detail"]


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (ProgramLost("Program ACCTINQ ended without a reply"), 500),
        (ProgramLost("Program ACCTINQ did not reply", timed_out=True), 504),
        (PoolBusy("8 calls wait"), 503),
    ],
)
def test_a_program_that_does_not_answer_fails_the_test(
    service: Service, monkeypatch: pytest.MonkeyPatch, failure: Exception, status: int
) -> None:
    async def fails(_: Pool, __: bytes) -> bytes:
        raise failure

    monkeypatch.setattr(Pool, "call_area", fails)
    assert service.request("GET", "/self-test").status == status
