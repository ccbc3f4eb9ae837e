"""The job definition: YAML that the JCL converter writes and the runtime of batch jobs reads.

name: DAILY
symbols: {CYCLE: "D"}
steps:
- name: POST
  program: ACCTPOST
  parameter: "20260131"
  bypass_when:
  - {code: 4, operator: LT, step: SORT}
  run: even
  when: {all: [{step: SORT, operator: LE, value: 4}, {not: {abend: any}}]}
  datasets:
  - {dd: ACCTIN, dataset: BANK.ACCOUNT.MASTER(0), disposition: [SHR]}
  - {dd: SYSIN, instream: ["SORT FIELDS=(1,8,CH,A)"]}
"""

from pathlib import Path

from batch.document import root
from batch.errors import JobError
from batch.expressions import Abended, AllOf, AnyOf, Bypass, Not, Operator, Ran, ReturnCode, Run, Test
from batch.model import DataDefinition, Disposition, Ending, Job, Status, Step
from batch.reading import job
from batch.writing import write_job

__all__ = [
    "Abended",
    "AllOf",
    "AnyOf",
    "Bypass",
    "DataDefinition",
    "Disposition",
    "Ending",
    "Job",
    "JobError",
    "Not",
    "Operator",
    "Ran",
    "ReturnCode",
    "Run",
    "Status",
    "Step",
    "Test",
    "parse_job",
    "read_job",
    "write_job",
]


def read_job(path: Path) -> Job:
    """The job that a file defines. Raises JobError: it cannot be read, or something in it is no job."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise JobError(f"this file cannot be read ({error}); a job is a YAML file in UTF-8.", file=str(path)) from error
    return parse_job(text, file=str(path))


def parse_job(text: str, *, file: str) -> Job:
    """The job that `text` defines. file: its name in messages. Raises JobError."""
    return job(root(text, file=file))
