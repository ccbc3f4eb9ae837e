"""What the job does. Replace the body of `run`; the rest of the package can stay."""

from datetime import datetime

from aws_lambda_powertools import Logger

logger = Logger()


def run(due: datetime) -> None:
    """Do the work that was due at this time (UTC), whenever it really starts.

    The schedule may start it twice for the same time, and starts it again after an error: what is done already must
    stay as it is.
    Raises: anything. After three attempts the start goes to the dead-letter queue.
    """
    logger.info("Job done", due=due.isoformat())
