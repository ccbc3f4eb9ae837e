"""Takes messages off the queue. Those that fail come again, each for itself: the others of the batch are done."""

from typing import Any

from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from parcels_worker.work import ParcelsMessage, work

logger = Logger()
tracer = Tracer()
# A batch in which every message fails is an error of the function: Lambda counts it, and an alarm rolls a release back.
processor = BatchProcessor(event_type=EventType.SQS)


def take(record: SQSRecord) -> None:
    """Handle one message. Raises what `work` raises, and pydantic's ValidationError for another form of message."""
    try:
        work(ParcelsMessage.model_validate_json(record.body))
    except Exception:
        # The message itself may hold data of customers; its id is enough to find it.
        attempt = record.attributes.approximate_receive_count
        logger.exception("Message failed", sqs_message_id=record.message_id, attempt=attempt)
        raise


@logger.inject_lambda_context(clear_state=True)
@tracer.capture_lambda_handler(capture_response=False)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Handle one batch of SQS; returns the messages that have to come again.

    Raises BatchProcessingError: all of them have to.
    """
    return dict(process_partial_response(event=event, record_handler=take, processor=processor, context=context))
