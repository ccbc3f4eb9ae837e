"""The data sets that the parallel run needs: those of your mainframe, or else the sample of this repository."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from batch.definition import Job, Status
from batch.generations import current, read_outcome
from batch.put import Source, put
from batch.s3_store import S3Store
from batch.store import DATASETS
from tests.support.deployed_jobs import DeployedJobs
from tests.support.parallel_sample import SAMPLE

# Who put a data set in, so that a sample is known from data of yours.
OF_SAMPLE = "SAMPLE"


def seed(jobs: DeployedJobs, job: Job, scratch: Path) -> list[str]:
    """Put the sample in where the environment has nothing of its own; the names of what was put.

    Fails the test when it has some data sets of its own and others not: beside a sample they would prove nothing.
    """
    store, needed = jobs.store, inputs(job)
    owners = {name: _owner(store, name) for name in needed}
    own = [name for name, owner in owners.items() if owner not in ("", OF_SAMPLE)]
    lacking = [name for name in needed if name not in own]
    if own and lacking:
        pytest.fail(
            f"the environment has {', '.join(own)} and not {', '.join(lacking)}; put all data sets of one day in, for "
            f"example python -m batch put {lacking[0]} FILE",
            pytrace=False,
        )
    return [] if own else _put_sample(jobs, needed, scratch)


def inputs(job: Job) -> list[str]:
    """The data sets that a job reads and does not make."""
    statements = [each for step in job.steps for each in step.datasets if each.dataset]
    made = {each.dataset for each in statements if each.disposition.status is Status.NEW}
    read = [each.dataset for each in statements if each.dataset not in made and not each.dataset.startswith("&&")]
    return list(dict.fromkeys(read))


def _owner(store: S3Store, name: str) -> str:
    version = current(store, DATASETS + name)
    if version is None:
        return ""
    found = read_outcome(store, version.manifest) if version.manifest else None
    return found.program if found else "somebody"


def _put_sample(jobs: DeployedJobs, needed: list[str], scratch: Path, sample: Mapping[str, str] = SAMPLE) -> list[str]:
    missing = [name for name in needed if name not in sample]
    if missing:
        pytest.fail(
            f"{', '.join(missing)} are not in the environment, and the sample (tests/support/parallel_sample.py) has "
            "none; put the data sets of one day in with python -m batch put",
            pytrace=False,
        )
    for name in needed:
        source = Source(
            file=jobs.folder / sample[name],
            catalogue=jobs.catalogue,
            copybooks=jobs.folder / "cpy",
            scratch=scratch,
            by=OF_SAMPLE,
        )
        # Also where the sample is there already: this commit may have another one.
        put(jobs.store, name, source)
    return needed
