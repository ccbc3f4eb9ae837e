"""The jobs of `jobs/`, read and judged by the code that runs them."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from settings.configuration import ConfigurationError
from workload.choices import Schedule

# The code of the jobs is a root of its own, as it is in its container.
sys.path.append(str(Path(__file__).parent.parent / "runtime"))
from batch.definition import Job, JobError, read_job
from batch.state_machine import Tasks, state_machine

__all__ = ["Job", "Tasks", "read_jobs", "require_jobs_of", "state_machine"]

JOBS = Path(__file__).parents[3] / "jobs"
# What the data sets are, and no job.
CATALOGUE = "datasets.yaml"


def read_jobs(folder: Path = JOBS) -> Mapping[str, Job]:
    """Every job by its name. Raises ConfigurationError: a file is none, or has the name of another job."""
    found = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.name == CATALOGUE:
            continue
        try:
            job = read_job(path)
        except JobError as error:
            raise ConfigurationError(str(error)) from error
        if job.name != path.stem:
            raise ConfigurationError(
                f"jobs/{path.name}: its name is {job.name}; a job stands in the file that is called as it is, "
                f"for example jobs/{job.name}.yaml"
            )
        found[job.name] = job
    return found


def require_jobs_of(schedules: Sequence[Schedule], jobs: Mapping[str, Job]) -> None:
    """Raises ConfigurationError: a schedule names a job that is not there, or a symbol that its job does not have."""
    for schedule in schedules:
        if schedule.job not in jobs:
            known = ", ".join(jobs) or "none"
            raise ConfigurationError(
                f'job="{schedule.job}": jobs/ has no such file; there are {known}, for example '
                f'job="{next(iter(jobs), "DAILY")}"'
            )
        symbols = jobs[schedule.job].symbols
        for symbol in schedule.symbols:
            if symbol not in symbols:
                known = ", ".join(symbols) or "none"
                raise ConfigurationError(
                    f"symbols of {schedule.job}: {symbol} is no symbol of jobs/{schedule.job}.yaml; it has {known}"
                )
