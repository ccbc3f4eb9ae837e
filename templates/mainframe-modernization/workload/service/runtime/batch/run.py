"""One run of a job in the store: what its generations are, what its steps read, wrote and returned.

A run is what one execution begins, and what a restart goes on with: its steps see the same generations, symbols and
temporary data sets. Below runs/JOB/RUN/ in the store:

    plan.json                     symbols, and the generations that were catalogued when the run began
    STEP/EXECUTION.inputs.json    the versions that the step read in that execution
    STEP/EXECUTION.json           the manifest: its outcome and what it wrote; written last

Beside the runs lie last-run.json, and scheduled-MOMENT.json with the run that began for a scheduled moment.

Manifests say which versions of data sets count, so that they may never expire. These may:

    temporary/JOB/RUN/NAME        data sets that begin with &&
    sysout/JOB/RUN/EXECUTION/STEP.DD   what a step printed
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from batch.dataset_names import DatasetName, generation_name
from batch.errors import DatasetError
from batch.generations import generations, read_outcome
from batch.model import Job
from batch.outcome import Outcome
from batch.scheduled import Scheduled, begin_once
from batch.store import DATASETS, RUNS, SYSOUT, TEMPORARY, Store
from batch.symbols import symbols_of_a_run


@dataclass(frozen=True, kw_only=True)
class Run:
    """name: of the run. execution: the one that works on it now. first: the step that this execution began with.
    restarted: that step was asked for.
    generations: of each generation data group the numbers that were there when the run began, the newest first."""

    store: Store
    job: Job
    name: str
    execution: str
    first: str
    restarted: bool
    symbols: Mapping[str, str]
    generations: Mapping[str, Sequence[int]]

    @property
    def prefix(self) -> str:
        """Where it lies in the store."""
        return f"{RUNS}{self.job.name}/{self.name}/"

    def key(self, name: DatasetName) -> str:
        """Where a data set lies in the store. Raises DatasetError: there is no such generation."""
        if name.temporary:
            return f"{TEMPORARY}{self.job.name}/{self.name}/{name.name}"
        if name.generation is None:
            return f"{DATASETS}{name.name}({name.member})" if name.member else f"{DATASETS}{name.name}"
        numbers = self.generations[name.name]
        if name.generation > 0:
            return DATASETS + generation_name(name.name, (numbers[0] if numbers else 0) + name.generation)
        if -name.generation >= len(numbers):
            raise DatasetError(
                f"{name.name}({name.generation}) is not there: the group had {len(numbers)} generations when run "
                f"{self.name} began; put the first one in as {generation_name(name.name, 1)}."
            )
        return DATASETS + generation_name(name.name, numbers[-name.generation])

    def manifest_key(self, step: str) -> str:
        """Of what this execution's step wrote."""
        return f"{self.prefix}{step}/{self.execution}.json"

    def printed_key(self, step: str, dd: str) -> str:
        """Of what a step printed on a DD."""
        return f"{SYSOUT}{self.job.name}/{self.name}/{self.execution}/{step}.{dd}"

    def outcomes(self, *, before: str) -> dict[str, Outcome]:
        """Of the steps before `before`, in order. After a restart, those before its first step count as they ended in
        the earlier execution, but for an abend: whoever restarts behind it has decided about it."""
        found = {}
        names = [step.name for step in self.job.steps]
        for name in names[: names.index(before)]:
            if names.index(name) < names.index(self.first):
                outcome = self._last_outcome(name)
                if outcome is None or outcome.abend:
                    continue
            else:
                outcome = self.outcome(name)
            if outcome is not None:
                found[name] = outcome
        return found

    def outcome(self, step: str) -> Outcome | None:
        """Of a step in this execution; None: it has not ended."""
        return read_outcome(self.store, self.manifest_key(step))

    def record(self, outcome: Outcome) -> None:
        """From here on what the step wrote counts."""
        self.store.write(self.manifest_key(outcome.step), json.dumps(outcome.to_json(), indent=1).encode())

    def pinned(self, step: str) -> dict[str, str] | None:
        """The versions that a step read when it was tried before in this execution; None: it was not."""
        found = self.store.read(f"{self.prefix}{step}/{self.execution}.inputs.json")
        return None if found is None else dict(json.loads(found))

    def pin(self, step: str, versions: Mapping[str, str]) -> None:
        """A further try of the step in this execution reads these."""
        self.store.write(f"{self.prefix}{step}/{self.execution}.inputs.json", json.dumps(versions).encode())

    def _last_outcome(self, step: str) -> Outcome | None:
        keys = [key for key in self.store.names(f"{self.prefix}{step}/") if not key.endswith(".inputs.json")]
        found = [(outcome.ended, outcome) for key in keys if (outcome := read_outcome(self.store, key)) is not None]
        return max(found, key=lambda each: each[0])[1] if found else None


def open_run(
    store: Store,
    job: Job,
    *,
    execution: str,
    first: str,
    run: str,
    symbols: Mapping[str, str],
    scheduled: Scheduled | None = None,
) -> Run:
    """The run that an execution works on: what it began before, or its plan made now.

    first: the step that the execution was told to begin with, "" for a new run. run: the one it goes on with, ""
    for the job's last one. symbols: what the execution sets, before what it was scheduled for; a run that goes on keeps
    its own. Raises DatasetError: there is no such run, or another one began for the scheduled moment already. JobError:
    the job has no such symbol, or the run began with another value of it.
    """
    last = f"{RUNS}{job.name}/last-run.json"
    if first and not run:
        found = store.read(last)
        run = json.loads(found)["run"] if found else ""
    name = run or execution
    at = f"{RUNS}{job.name}/{name}/plan.json"
    content = store.read(at)
    asked = {**(scheduled.symbols if scheduled else {}), **symbols}
    if content is None:
        if run and run != execution:
            raise DatasetError(f"{job.name} has no run {run}; its runs lie in {RUNS}{job.name}/.")
        filled = symbols_of_a_run(job, asked, None, run=name)
        if scheduled is not None:
            begin_once(store, f"{RUNS}{job.name}/", scheduled, name)
        content = json.dumps({"symbols": filled, "generations": generations(store, job, filled)}).encode()
        store.write(at, content)
        store.write(last, json.dumps({"run": name}).encode())
    plan = json.loads(content)
    symbols_of_a_run(job, asked, plan["symbols"], run=name)
    return Run(
        store=store,
        job=job,
        name=name,
        execution=execution,
        first=first or job.steps[0].name,
        restarted=bool(first),
        **plan,
    )
