"""`python -m batch step JOB STEP`: what a state machine starts a task for; it gives the task its variables."""

import os
import sys

from batch.region import use_region
from batch.settings import Settings, SettingsError
from batch.task import run_task


def run(job: str, step: str) -> int:
    """The exit code of the task, 1 after one sentence where its variables are wrong."""
    use_region()
    try:
        settings = Settings.load(os.environ)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    return run_task(job, step, settings)
