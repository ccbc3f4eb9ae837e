"""Lambda starts here, each time that the schedule says so."""

from datetime import datetime
from typing import Any

from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import AwareDatetime, BaseModel

from parcels_job.job import run

logger = Logger()
tracer = Tracer()


class Start(BaseModel):
    """What the schedule sends."""

    due: AwareDatetime


@logger.inject_lambda_context(clear_state=True)
@tracer.capture_lambda_handler(capture_response=False)
def handler(event: dict[str, Any], context: LambdaContext) -> None:
    """Run the job. Raises what it raises, so that Lambda counts an error and tries again."""
    due: datetime = Start.model_validate(event).due
    run(due)
