"""The service put together: API, logic, store, and the pool of workers that run ACCTINQ."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from accounts import api, queue_depth
from accounts.acctinq import AcctInq
from accounts.logic import Accounts
from accounts.self_test import self_test
from accounts.store import AccountStore, StoreNotReady
from programs.errors import ProgramError
from programs.pool import Pool
from programs.program import Program
from records.copybook import read_copybook

PROGRAM = "ACCTINQ"
AREA = "ACCTAREA.cpy"


def program(programs: Path, copybooks: Path) -> Program:
    """ACCTINQ with its area. Raises CopybookError, and ProgramError: it was not built."""
    if not (programs / f"{PROGRAM}.so").is_file():
        raise ProgramError(f"{programs} has no {PROGRAM}.so: build it with `make cobol`, or correct PROGRAMS_FOLDER")
    # ACCTINQ is INITIAL and calls no other program.
    return Program(PROGRAM, read_copybook(copybooks / AREA), folder=programs, cancels=())


def create(store: AccountStore, pool: Pool, *, version: str, on_stop: Callable[[], None] | None = None) -> FastAPI:
    """The application. Its workers run before the first request and end after the last one; then comes on_stop."""

    def check() -> None:
        store.check()
        if not pool.ready:
            raise StoreNotReady(f"No worker for program {PROGRAM} runs")

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        # Not before: workers belong to the event loop. Uvicorn listens only when this has yielded.
        async with pool:
            publishing = asyncio.create_task(queue_depth.publish(pool.waiting))
            yield
            publishing.cancel()
        store.close()
        if on_stop is not None:
            on_stop()

    acctinq = AcctInq(pool.call)
    return api.create(
        Accounts(store, acctinq),
        version=version,
        check=check,
        self_test=lambda: self_test(acctinq),
        lifespan=lifespan,
    )
