"""Headers of the API that mean something to it."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Header

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[\x21-\x7e]{1,128}$",
        description="Chosen by the caller; a repeated request with the same key returns the same order",
    ),
]
Synthetic = Annotated[
    bool,
    Header(alias="X-Synthetic", description="Marks an order of a test: it is deleted after a day and not counted"),
]
# What RFC 7240 calls a preference; others are ignored, as it says.
KEEP = "keep"
Prefer = Annotated[
    str,
    Header(
        alias="Prefer",
        description="With `keep`, an order that is marked with X-Synthetic and has no Idempotency-Key is not deleted "
        "after a day; the answer then says `Preference-Applied: keep`",
    ),
]


def keeps(prefer: str) -> bool:
    """Whether `keep` is among the preferences of a request."""
    return KEEP in {preference.strip().lower() for preference in prefer.split(",")}
