"""The HTTP API: reads requests, calls the logic, writes answers. Errors are answered in `accounts.errors`."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException, Path, Request
from starlette.types import Lifespan
from web.access import AccessLog
from web.body_limit import BodyLimit

from accounts import errors
from accounts.logic import Accounts
from accounts.models import Account, Health, NewPosting, Posting, Readiness, SelfTest
from accounts.responses import BUSY, NOT_FOUND, REFUSED_POSTING, responses

TITLE = "Accounts"
API_VERSION = "1.0.0"

AccountNumber = Annotated[str, Path(pattern=r"^[0-9]{10}$", description="Account number", examples=["1000000001"])]
IdempotencyKey = Annotated[
    str,
    Header(
        alias="idempotency-key",
        title="Idempotency-Key",
        pattern=r"^[\x21-\x7e]{1,128}$",
        description="Chosen by the caller; a repeated request with the same key posts nothing and gets the same answer",
    ),
]


def json_only(request: Request) -> None:
    """Refuse another content type; without any, the body is read as JSON."""
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send the posting as application/json")


def create(
    accounts: Accounts,
    *,
    version: str,
    check: Callable[[], None],
    self_test: Callable[[], Awaitable[None]],
    lifespan: Lifespan[FastAPI] | None = None,
) -> FastAPI:
    """The application on top of these operations.

    check: raises StoreNotReady when this task must get no requests. self_test: raises SelfTestFailed.
    """
    # No pages of documentation: the document is in the repository, and this API is not for browsers.
    app = FastAPI(
        title=TITLE,
        lifespan=lifespan,
        version=API_VERSION,
        openapi_url=None,
        redirect_slashes=False,
        strict_content_type=False,
    )
    errors.register(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(AccessLog, unexpected=errors.unexpected)

    @app.get(
        "/accounts/{account_id}",
        summary="Inquire about an account",
        tags=["accounts"],
        responses=responses(
            HTTPStatus.OK,
            "The account",
            NOT_FOUND | BUSY | {HTTPStatus.UNPROCESSABLE_ENTITY: "The number has not ten digits"},
        ),
    )
    async def inquire(account_id: AccountNumber) -> Account:
        return await accounts.inquire(account_id)

    @app.post(
        "/accounts/{account_id}/postings",
        summary="Post on an account",
        tags=["accounts"],
        status_code=HTTPStatus.CREATED,
        dependencies=[Depends(json_only)],
        responses=responses(HTTPStatus.CREATED, "The posting as made", REFUSED_POSTING | BUSY),
    )
    async def post(account_id: AccountNumber, new: NewPosting, idempotency_key: IdempotencyKey) -> Posting:
        return await accounts.post(account_id, new, key=idempotency_key)

    # The same status and answer as above, for whoever compares this service with another one.
    @app.post(
        "/accounts/{account_id}/postings/dry-run",
        summary="Try a posting without storing it",
        tags=["accounts"],
        status_code=HTTPStatus.CREATED,
        dependencies=[Depends(json_only)],
        responses=responses(
            HTTPStatus.CREATED, "The posting as it would be made; nothing is stored", REFUSED_POSTING | BUSY
        ),
    )
    async def try_out(account_id: AccountNumber, new: NewPosting) -> Posting:
        return await accounts.try_out(account_id, new)

    @app.get(
        "/health",
        summary="Tell which version answers",
        tags=["operations"],
        responses=responses(HTTPStatus.OK, "The service answers"),
    )
    async def health() -> Health:
        # Touches nothing, also no thread: a store that is down must not make ECS replace every task.
        return Health(status="ok", version=version)

    @app.get(
        "/ready",
        summary="Tell whether requests can be served",
        tags=["operations"],
        responses=responses(
            HTTPStatus.OK,
            "The store has what this version needs, and workers run",
            {HTTPStatus.SERVICE_UNAVAILABLE: "The store does not answer or lacks a migration, or no worker runs"},
        ),
    )
    def ready() -> Readiness:
        check()
        return Readiness(status="ready")

    @app.get(
        "/self-test",
        summary="Try the program on a fixed record",
        tags=["operations"],
        responses=responses(HTTPStatus.OK, "An inquiry and a posting were computed; the store was not touched", BUSY),
    )
    async def run_self_test() -> SelfTest:
        await self_test()
        return SelfTest(status="passed")

    return app
