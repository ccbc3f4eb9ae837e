"""The HTTP API: reads requests, calls the logic, writes answers. Errors are answered in `orders.errors`."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import BackgroundTasks, Depends, FastAPI, Header, HTTPException, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy.exc import SQLAlchemyError
from starlette.types import Lifespan
from web.access import AccessLog
from web.body_limit import BodyLimit
from web.observability import logger

from orders import errors
from orders.logic import Orders
from orders.models import Health, NewOrder, Order
from orders.responses import API_VERSION, TITLE, responses
from orders.store import OrderStore

NOT_READY = "The database does not answer, or was never migrated"

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="idempotency-key",
        title="Idempotency-Key",
        pattern=r"^[\x21-\x7e]{1,128}$",
        description="Chosen by the caller; a repeated request with the same key returns the same order",
    ),
]
Synthetic = Annotated[
    bool,
    Header(
        alias="x-synthetic",
        title="X-Synthetic",
        description="Marks an order of a test: it is deleted after a day and not counted",
    ),
]
# What RFC 7240 calls a preference; others are ignored, as it says.
KEEP = "keep"
Prefer = Annotated[
    str,
    Header(
        alias="prefer",
        title="Prefer",
        description="With `keep`, an order that is marked with X-Synthetic and has no Idempotency-Key is not deleted "
        "after a day; the answer then says `Preference-Applied: keep`",
    ),
]


class Readiness(BaseModel):
    """The answer of `GET /ready` of a task that may get requests."""

    status: Annotated[str, Field(examples=["ready"])]


def keeps(prefer: str) -> bool:
    """Whether `keep` is among the preferences of a request."""
    return KEEP in {preference.strip().lower() for preference in prefer.split(",")}


def json_only(request: Request) -> None:
    """Refuse another content type; without any, the body is read as JSON."""
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send the order as application/json")


def create(
    store: OrderStore, *, version: str, needed_revision: str, lifespan: Lifespan[FastAPI] | None = None
) -> FastAPI:
    """The application on top of this store. `needed_revision` is the schema that its queries were written for."""
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
    orders = Orders(store)

    @app.post(
        "/orders",
        summary="Place an order",
        tags=["orders"],
        status_code=HTTPStatus.CREATED,
        dependencies=[Depends(json_only)],
        responses=responses(
            HTTPStatus.CREATED,
            "The order as placed",
            refused={
                HTTPStatus.BAD_REQUEST: "The body is not a JSON object",
                HTTPStatus.CONFLICT: "The first request with this Idempotency-Key still runs",
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is larger than 1 MiB",
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "The body is not sent as application/json",
                HTTPStatus.UNPROCESSABLE_ENTITY: "A value is not allowed, or the key was used for another order",
            },
        ),
    )
    def place_order(
        new: NewOrder,
        response: Response,
        afterwards: BackgroundTasks,
        idempotency_key: IdempotencyKey = None,
        synthetic: Synthetic = False,
        prefer: Prefer = "",
    ) -> Order:
        kept = synthetic and idempotency_key is None and keeps(prefer)
        order = orders.place(new, key=idempotency_key, synthetic=synthetic, keep=kept)
        afterwards.add_task(orders.clean)
        response.headers["Location"] = f"/orders/{order.order_id}"
        if kept:
            response.headers["Preference-Applied"] = KEEP
        return order

    @app.get(
        "/orders/{order_id}",
        summary="Read an order",
        tags=["orders"],
        responses=responses(
            HTTPStatus.OK,
            "The order",
            refused={
                HTTPStatus.NOT_FOUND: "There is no order with this id",
                HTTPStatus.UNPROCESSABLE_ENTITY: "The id is not a UUID",
            },
        ),
    )
    def read_order(order_id: UUID) -> Order:
        return orders.find(order_id)

    @app.get(
        "/health",
        summary="Tell which version answers",
        tags=["operations"],
        responses=responses(HTTPStatus.OK, "The service answers"),
    )
    async def health() -> Health:
        # Touches nothing, also no thread: a database that is down must not make ECS replace every task.
        return Health(status="ok", version=version)

    @app.get(
        "/ready",
        summary="Tell whether requests can be served",
        tags=["operations"],
        responses=responses(
            HTTPStatus.OK,
            "The database answers and has the schema that this version needs",
            refused={HTTPStatus.SERVICE_UNAVAILABLE: "The database does not answer, or lacks a migration"},
        ),
    )
    def ready() -> Readiness:
        try:
            has_schema = store.has_revision(needed_revision)
        except SQLAlchemyError as error:
            logger.warning(NOT_READY, exc_info=True)
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, NOT_READY) from error
        if not has_schema:
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, f"The database lacks migration {needed_revision}")
        return Readiness(status="ready")

    return app
