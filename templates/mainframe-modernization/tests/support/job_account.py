"""An account in which jobs are deployed, for the suites that run against one: moto, and containers in threads."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import boto3

from batch.definition import parse_job
from tests.support.batch_containers import Container
from tests.support.batch_jobs import Bench
from tests.support.batch_machine import BUCKET, REGION, machines
from tests.support.deployed_jobs import DeployedJobs
from tests.support.parallel_run import PARALLEL

# Adds nothing: the new output is the input, as the mainframe's was.
COPY = 'cp "$DD_IN" "$DD_OUT"'
JOB = """
name: PARALLEL
steps:
- name: DAY
  program: DAYWORK
  datasets:
  - {dd: IN, dataset: PARALLEL.IN}
  - {dd: OUT, dataset: PARALLEL.NEW(+1), disposition: [NEW, CATLG, DELETE]}
- name: CHECK
  program: RECONCIL
  datasets:
  - {dd: OLD, dataset: PARALLEL.OLD}
  - {dd: NEW, dataset: PARALLEL.NEW(+1)}
  - {dd: RESULT, dataset: PARALLEL.RESULT(+1), disposition: [NEW, CATLG, CATLG]}
"""
CATALOGUE = """
datasets:
- {name: PARALLEL.IN, format: fixed, length: 4}
- {name: PARALLEL.OLD, format: fixed, length: 4}
- {name: PARALLEL.NEW, format: fixed, length: 4, generations: 3}
- {name: PARALLEL.RESULT, format: lines, generations: 3}
"""
SAMPLE = {"PARALLEL.IN": "sample/IN", "PARALLEL.OLD": "sample/OLD"}


@contextmanager
def job_account(
    folder: Path, *, program: str = COPY, files: Mapping[str, bytes] | None = None
) -> Iterator[DeployedJobs]:
    """PARALLEL is deployed, and its program is this script. files: those of the sample, below sample/."""
    bench = Bench(folder)
    bench.program("DAYWORK", program)
    container = Container(bench)
    job = container.define(parse_job(JOB, file="PARALLEL.yaml"))
    (container.jobs / "datasets.yaml").write_text(CATALOGUE)
    (folder / "sample").mkdir()
    for name, content in (files or {"IN": b"aaaabbbb", "OLD": b"aaaabbbb"}).items():
        (folder / "sample" / name).write_bytes(content)
    with machines(container) as make:
        yield DeployedJobs(
            session=boto3.Session(region_name=REGION),
            machines={PARALLEL: make(job).arn},
            bucket=BUCKET,
            folder=folder,
            pause=0.05,
            limit=60,
        )
