"""The job runs for the time that was due, and its errors are seen."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from parcels_job import handler

CONTEXT = SimpleNamespace(
    function_name="job",
    memory_limit_in_mb=512,
    invoked_function_arn="arn:aws:lambda:eu-central-1:111111111111:function:job",
    aws_request_id="52fdfc07-2182-454f-963f-5f0f9a621d72",
)
# As EventBridge Scheduler writes it.
DUE = {"due": "2030-01-02T03:00:00Z"}


def test_the_job_knows_the_time_that_was_due(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[datetime] = []
    monkeypatch.setattr(handler, "run", ran.append)
    handler.handler(DUE, CONTEXT)
    assert ran == [datetime(2030, 1, 2, 3, tzinfo=UTC)]


def test_an_error_of_the_job_is_one_of_the_function(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(due: datetime) -> None:
        raise RuntimeError("the report has no rows")

    monkeypatch.setattr(handler, "run", fail)
    with pytest.raises(RuntimeError, match="no rows"):
        handler.handler(DUE, CONTEXT)


@pytest.mark.parametrize("event", [{}, {"due": "2030-01-02T03:00:00"}, {"due": "<aws.scheduler.scheduled-time>"}])
def test_a_start_without_a_time_is_an_error(event: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="due"):
        handler.handler(event, CONTEXT)
