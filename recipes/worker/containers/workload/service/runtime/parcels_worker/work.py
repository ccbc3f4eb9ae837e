"""What the worker does with one message. Replace the fields and the work; the rest of the package can stay."""

from pydantic import BaseModel, ConfigDict, Field
from web.observability import logger


class ParcelsMessage(BaseModel):
    """A message on the queue. Whoever sends another form finds it in the dead-letter queue."""

    # A sender may be newer than this worker. What a message holds is the customers': none of it gets into an error.
    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    id: str = Field(min_length=1, max_length=128)


def work(message: ParcelsMessage) -> None:
    """Do what the message asks for.

    A queue may deliver a message twice: doing the same work again must change nothing.
    Raises: anything. The message then comes again, after five attempts it goes to the dead-letter queue.
    """
    logger.info("Work done", id=message.id)
