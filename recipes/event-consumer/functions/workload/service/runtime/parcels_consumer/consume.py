"""What follows from one event. Replace the fields and the work; the rest of the package can stay."""

from datetime import datetime

from aws_lambda_powertools import Logger
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

logger = Logger()
# A sender may be newer than this consumer. What an event holds is the customers': none of it gets into an error.
OF_OTHERS = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


class ParcelsDetail(BaseModel):
    """What the sender says. An event of another form ends in the dead-letter queue."""

    model_config = OF_OTHERS

    id: str = Field(min_length=1, max_length=128)


class ParcelsEvent(BaseModel):
    """An event as EventBridge delivers it. A delivery that is repeated has the same `id`."""

    model_config = OF_OTHERS

    id: str = Field(min_length=1)
    time: AwareDatetime
    detail: ParcelsDetail


def consume(detail: ParcelsDetail, *, happened: datetime) -> None:
    """Do what follows from the event, which happened at this time (UTC). Events may come in another order.

    Raises: anything. Lambda then tries again, twice; after that the event goes to the dead-letter queue.
    """
    logger.info("Event handled", detail_id=detail.id, happened=happened.isoformat())
