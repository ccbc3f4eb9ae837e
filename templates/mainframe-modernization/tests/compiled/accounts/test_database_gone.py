"""The database goes and comes back: requests fail meanwhile, nothing is half stored, and no restart is needed."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from accounts.store import AccountStore
from tests.support.accounts_examples import CHECKING
from tests.support.accounts_service import Service
from tests.support.postgres import Server
from tests.support.service_log import Lines


@contextmanager
def gone(server: Server, database: str) -> Iterator[None]:
    """All connections are ended, and no new one is taken."""
    ended = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'"  # noqa: S608
    server.execute(f"ALTER DATABASE {database} ALLOW_CONNECTIONS false", ended)
    try:
        yield
    finally:
        server.execute(f"ALTER DATABASE {database} ALLOW_CONNECTIONS true")


def test_a_posting_that_found_no_database_is_made_once_when_it_is_repeated(
    service: Service, store: AccountStore, server: Server, migrated: str, log: Lines
) -> None:
    assert service.post(CHECKING, "key-1").status == 201
    with gone(server, migrated):
        failed = service.post(CHECKING, "key-2")
        assert (failed.status, failed.body["detail"]) == (500, "The request may be repeated")
        assert service.inquire(CHECKING).status == 500
        assert service.request("GET", "/ready").status == 503
        assert service.request("GET", "/health").status == 200
    assert service.request("GET", "/ready").status == 200
    assert [service.post(CHECKING, "key-2").body["balance"] for _ in range(2)] == ["125.00", "125.00"]
    kept = store.find(CHECKING)
    assert kept is not None and (kept.version, kept.values["ACCT-BALANCE"]) == (3, Decimal("125.00"))
    assert not any(CHECKING in str(line) for line in log())
