"""Runs the job once. It ends with 0 when the work is done, or is left to another run."""

import faulthandler
import os
import sys

from web import database, observability
from web.observability import logger
from web.settings import SettingsError

from parcels_job.alone import alone
from parcels_job.job import run
from parcels_job.settings import ParcelsSettings

# Less than the time between two runs. It then ends with 1, and its log says where it was.
LONGEST_SECONDS = 3600
# One statement may take longer than one of the API.
SESSION = {**database.SESSION, "statement_timeout": "60s"}


def main(longest_seconds: float = LONGEST_SECONDS) -> None:
    """Do the work that is due. Exits with 1 when it failed."""
    faulthandler.dump_traceback_later(longest_seconds, exit=True)
    try:
        settings = ParcelsSettings.load(os.environ)
    except SettingsError as error:
        sys.exit(str(error))
    observability.configure(settings, metrics_namespace=settings.metrics_namespace)
    due = settings.due.isoformat()
    engine = database.connect(settings, session=SESSION)
    try:
        with alone(engine) as is_alone:
            if not is_alone:
                logger.warning("Job left out, since another run is still under way", due=due)
                return
            run(settings.due, engine)
    except Exception:
        logger.exception("Job failed", due=due)
        sys.exit(1)
    finally:
        engine.dispose()
        faulthandler.cancel_dump_traceback_later()
    logger.info("Job done", due=due)


if __name__ == "__main__":
    main()
