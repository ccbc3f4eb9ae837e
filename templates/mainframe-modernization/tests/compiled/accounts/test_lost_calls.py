"""What callers get when the program does not answer: an error, soon, and a service that goes on."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from accounts.store import AccountStore
from programs.errors import PoolBusy, ProgramError, ProgramLost
from programs.pool import Pool
from tests.support.accounts_examples import CHECKING
from tests.support.accounts_service import Service, running
from tests.support.accounts_stores import COPYBOOKS
from tests.support.programs_cobol import compiled
from tests.support.service_log import Lines


@pytest.mark.parametrize(
    ("failure", "status", "detail", "outcome"),
    [
        (ProgramLost("Program ACCTINQ ended without a reply"), 500, "without a reply; nothing was stored", "Lost"),
        (ProgramLost("Program ACCTINQ did not reply", timed_out=True), 504, "nothing was stored", "TimedOut"),
        (PoolBusy("8 calls wait", retry_after=3), 503, "8 calls wait", "Busy"),
        (ProgramError("Program ACCTINQ ended with RETURN-CODE 12"), 500, "The request may be repeated", "Failed"),
    ],
)
def test_a_call_without_an_answer_is_told_counted_and_stores_nothing(
    service: Service,
    store: AccountStore,
    log: Lines,
    monkeypatch: pytest.MonkeyPatch,
    failure: Exception,
    status: int,
    detail: str,
    outcome: str,
) -> None:
    async def fails(_: Pool, __: bytes) -> bytes:
        raise failure

    with monkeypatch.context() as patch:
        patch.setattr(Pool, "call_area", fails)
        answer = service.post(CHECKING)
    assert (answer.status, answer.headers["content-type"]) == (status, "application/problem+json")
    assert detail in answer.body["detail"]
    assert answer.headers.get("retry-after") == ("3" if status == 503 else None)
    (line,) = [line for line in log() if line["message"] == "Program called"]
    assert (line["outcome"], line[f"Calls{outcome}"]) == (outcome, 1)
    # The same request again, with the same key, is a first one.
    assert service.post(CHECKING).body["balance"] == "112.50"


def test_a_program_that_ends_its_process_costs_one_request(
    store: AccountStore, tmp_path: Path, programs_folder: Path, log: Lines
) -> None:
    """An ACCTINQ that stops the run unit, as a batch program does."""
    source = (
        "       IDENTIFICATION DIVISION.\n       PROGRAM-ID. ACCTINQ IS INITIAL.\n       DATA DIVISION.\n"
        "       LINKAGE SECTION.\n       01  ACCT-AREA.\n           COPY ACCTAREA.\n"
        "       PROCEDURE DIVISION USING ACCT-AREA.\n       MAIN-PART SECTION.\n"
        "           IF AREA-IS-INQUIRY\n               STOP RUN\n           END-IF.\n           GOBACK.\n"
    )
    compiled(tmp_path, "ACCTINQ", source, copybooks=COPYBOOKS)
    with running(store, tmp_path, COPYBOOKS) as service:
        answer = service.inquire(CHECKING)
        assert (answer.status, answer.body["detail"]) == (
            500,
            "Program ACCTINQ ended without a reply; nothing was stored",
        )
        assert service.try_out(CHECKING).status == 201
        assert service.pool.lost == 1
    assert [line["WorkersLost"] for line in log() if "WorkersLost" in line] == [1]


def test_a_task_without_workers_is_not_ready(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    assert service.request("GET", "/ready").body == {"status": "ready"}
    monkeypatch.setattr(Pool, "ready", 0)
    answer = service.request("GET", "/ready")
    assert (answer.status, answer.body["detail"]) == (503, "No worker for program ACCTINQ runs")
    assert service.request("GET", "/health").body == {"status": "ok", "version": "42"}


def test_more_requests_than_may_wait_are_503_with_retry_after(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service.pool, "_most_waiting", 0)
    monkeypatch.setattr(service.pool.workers, "free", asyncio.Queue[Any]())
    answer = service.inquire(CHECKING)
    assert (answer.status, answer.headers["retry-after"]) == (503, "1")
