"""A parallel run in a deployed environment: the job PARALLEL, and what each of its reconciliations found."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from batch.definition import Job
from batch.utilities import RECONCIL
from tests.support.deployed_jobs import DeployedJobs, Execution
from tests.support.parallel_data import seed

PARALLEL = "PARALLEL"


@dataclass(frozen=True, kw_only=True)
class Reconciled:
    """What a step found: its return code, None when it did not run, and its result, empty without one."""

    step: str
    code: int | None
    result: dict[str, Any]

    @property
    def equal(self) -> bool:
        """Both say so: the return code, and the result that an auditor reads."""
        return self.code == 0 and self.result.get("equal") is True

    def lines(self) -> Iterator[str]:
        """Counts, control totals, hashes, and what differs, for people."""
        verdict = (
            "did not run" if self.code is None else "EQUAL" if self.equal else f"NOT EQUAL, return code {self.code}"
        )
        yield f"{self.step}: {verdict}"
        if "records" not in self.result:
            yield from (f"  {each}" for each in self.result.get("problems", ()))
            return
        records, hashes, files = (self.result[each] for each in ("records", "hashes", "files"))
        for side in ("old", "new"):
            yield f"  {side}: {files[side]['name']}, {records[side]} records, hash {hashes[side]}"
            yield f"       {files[side]['bytes']} bytes, SHA-256 of the file {files[side]['sha256']}"
        for each in self.result["control_totals"]:
            yield f"  {each['field']}: {each['old']} and {each['new']}" + ("" if each["equal"] else "  DIFFERENT")
        differences = self.result["differences"]
        if differences["total"]:
            yield f"  {differences['total']} differences, the first:"
        yield from (f"    {each}" for each in (*differences["first"], *differences["hints"], *self.result["problems"]))


@dataclass(frozen=True, kw_only=True)
class ParallelRun:
    """seeded: data sets of the sample that were put in before."""

    execution: Execution
    seeded: list[str]
    reconciled: dict[str, Reconciled]


def steps(job: Job) -> list[str]:
    """Those that reconcile."""
    return [step.name for step in job.steps if step.program == RECONCIL]


def parallel_run(jobs: DeployedJobs, scratch: Path) -> ParallelRun:
    """Run it to its end."""
    job = jobs.job(PARALLEL)
    seeded = seed(jobs, job, scratch)
    execution = jobs.run(PARALLEL)
    return ParallelRun(
        execution=execution,
        seeded=seeded,
        reconciled={step: _reconciled(jobs, execution, step) for step in steps(job)},
    )


def _reconciled(jobs: DeployedJobs, execution: Execution, step: str) -> Reconciled:
    outcome = jobs.outcome(execution, step)
    if outcome is None:
        return Reconciled(step=step, code=None, result={})
    results = [each for each in outcome.written if each.dd == "RESULT"]
    result = json.loads(jobs.content(results[0].key, results[0].version) or "{}") if results else {}
    return Reconciled(step=step, code=outcome.code, result=result)
