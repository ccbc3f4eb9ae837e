"""The service in a box: sends requests to its API as the load balancer does."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp

from accounts import service
from accounts.store import AccountStore
from programs.pool import Pool
from tests.support.api_client import Answer, Client

POSTING = {"code": "DP", "amount": "12.50", "date": "2026-01-31"}


class Service(Client):
    """Sends requests to the API; `pool` is the one that serves them."""

    def __init__(self, app: ASGIApp, pool: Pool) -> None:
        super().__init__(app)
        self.pool = pool

    def inquire(self, account_id: str) -> Answer:
        """GET of an account."""
        return self.request("GET", f"/accounts/{account_id}")

    def post(self, account_id: str, key: str | None = "key-1", **changed: Any) -> Answer:
        """POST of a posting, by default a deposit of 12.50."""
        headers = {} if key is None else {"idempotency-key": key}
        return self.request("POST", f"/accounts/{account_id}/postings", {**POSTING, **changed}, headers=headers)

    def try_out(self, account_id: str, **changed: Any) -> Answer:
        """The same without storing it."""
        return self.request("POST", f"/accounts/{account_id}/postings/dry-run", {**POSTING, **changed})


@contextmanager
def running(store: AccountStore, programs: Path, copybooks: Path, *, seconds: float = 5.0) -> Iterator[Service]:
    """From start to stop."""
    pool = Pool(service.program(programs, copybooks), workers=2, timeout_seconds=seconds)
    started = Service(service.create(store, pool, version="42"), pool)
    with started.running():
        yield started
