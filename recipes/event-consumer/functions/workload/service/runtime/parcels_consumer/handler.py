"""Lambda starts here with each event that the rule lets through. One that is delivered twice is handled once."""

import os
from typing import Any

from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)
from aws_lambda_powertools.utilities.typing import LambdaContext

from parcels_consumer.consume import ParcelsEvent, consume

logger = Logger()
tracer = Tracer()
# Longer than EventBridge and Lambda try to deliver an event.
REMEMBERED_SECONDS = 24 * 60 * 60
config = IdempotencyConfig(
    event_key_jmespath="id",
    raise_on_no_idempotency_key=True,
    expires_after_seconds=REMEMBERED_SECONDS,
    hash_function="sha256",
)


def take(*, event: ParcelsEvent) -> None:
    """Handle one event. Raises what `consume` raises."""
    consume(event.detail, happened=event.time)


# A fixed prefix: with the default, the qualified name of the function, a refactoring forgets all ids.
take_once = idempotent_function(
    take,
    data_keyword_argument="event",
    persistence_store=DynamoDBPersistenceLayer(table_name=os.environ["IDEMPOTENCY_TABLE_NAME"]),
    config=config,
    key_prefix="parcels-consumer",
)


@logger.inject_lambda_context(clear_state=True)
@tracer.capture_lambda_handler(capture_response=False)
def handler(event: dict[str, Any], context: LambdaContext) -> None:
    """Handle one event. Raises what `consume` raises, so that Lambda counts an error and tries again.

    Raises pydantic's ValidationError for another form of event.
    """
    # An attempt that was stopped by its time-out no longer blocks the event afterwards.
    config.register_lambda_context(context)
    take_once(event=ParcelsEvent.model_validate(event))
