"""Runs one step of a job: data sets in, program, data sets out, outcome."""

import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from batch.catalogue import Entry
from batch.conditions import next_step, why_bypassed
from batch.dataset_names import dataset_name, fill_in
from batch.errors import DatasetError, JobError
from batch.generations import catalogued
from batch.model import Step
from batch.outcome import Outcome
from batch.program import Ended, Program
from batch.publishing import publish
from batch.run import Run
from batch.staging import Staging
from batch.store import DATASETS
from batch.utilities import ACCTLOAD, UTILITIES


@dataclass(frozen=True, kw_only=True)
class Place:
    """What a step finds on its machine. programs: folder of compiled main programs. copybooks: their folder.
    scratch: where there is space for its data sets. started: called with the program, so that it can be stopped.
    before_publishing: raises when the step has lost the right to write, for example its lock."""

    catalogue: Mapping[str, Entry]
    programs: Path
    copybooks: Path
    scratch: Path
    echo: BinaryIO | None = None
    started: Callable[[Program], None] = lambda program: None
    before_publishing: Callable[[], None] = lambda: None


def run_step(run: Run, name: str, place: Place) -> Outcome:
    """What became of a step; the same again when it had ended in this execution already.

    name: of a step of the run's job. Raises JobError and DatasetError: the step did not start, or what it wrote cannot
    be kept; OSError and botocore's errors: the machine or the store failed. Then nothing that it wrote counts.
    """
    done = run.outcome(name)
    if done is not None:
        return done
    step = run.job.step(name)
    # Whoever restarts at a step wants it to run.
    reason = "" if run.restarted and name == run.first else why_bypassed(step, run.outcomes(before=name))
    if reason:
        outcome = Outcome(step=name, program=step.program, bypassed=reason, ended=time.time())
        run.record(outcome)
        return outcome
    with TemporaryDirectory(dir=place.scratch, prefix=f"{name}-") as folder:
        return _run(run, step, place, Path(folder))


def following(run: Run, name: str) -> str:
    """The step that runs after `name`, "" when none does. Those that are bypassed on the way are recorded as such."""
    outcomes = run.outcomes(before=name)
    ended = run.outcome(name)
    if ended is not None:
        outcomes[name] = ended
    found, bypassed = next_step(run.job, name, outcomes)
    for outcome in bypassed:
        run.record(replace(outcome, ended=time.time()))
    return found


def _run(run: Run, step: Step, place: Place, folder: Path) -> Outcome:
    files, work = folder / "dd", folder / "undefined"
    files.mkdir()
    work.mkdir()
    staging = Staging(run, step, catalogue=place.catalogue, copybooks=place.copybooks, folder=files)
    command = _command(step, fill_in(step.parameter, run.symbols), place)
    dds = staging.prepare()
    printed, deletions = folder / "printed", folder / "deletions"
    environment = {**_of_the_task(step), "TMPDIR": str(folder)}
    if step.program in UTILITIES:
        environment["PYTHONPATH"] = str(Path(__file__).resolve().parents[1])
        environment["BATCH_RECORDS"] = json.dumps(staging.records())
        environment["BATCH_COPYBOOKS"] = str(place.copybooks.resolve())
        names = folder / "names"
        names.write_text(json.dumps([key.removeprefix(DATASETS) for key in run.store.names(DATASETS)]))
        environment |= {"BATCH_NAMES": str(names), "BATCH_DELETIONS": str(deletions)}
    # 1 is Python's own exit code of a failure.
    crash = 1 if step.program in UTILITIES else None
    program = Program(command, dds=dds, folder=work, environment=environment, crashes_with=crash)
    place.started(program)
    with printed.open("wb") as file:
        ended = program.run(printed=file, echo=place.echo)
    if not ended.abend and (stray := sorted(path.name for path in work.iterdir())):
        raise DatasetError(
            f"{step.program} wrote {', '.join(stray)}, for which {step.name} has no DD; "
            f"for example {{dd: {stray[0][:8].upper()}, dataset: BANK.{stray[0][:8].upper()}}}."
        )
    staging.printed["DISPLAY"] = printed
    return _keep(run, step, place, staging, ended, deletions)


def _of_the_task(step: Step) -> dict[str, str]:
    """What a step that reaches the store of the service sees of this process's environment; no other program does."""
    if step.program != ACCTLOAD:
        return {}
    # Who has the token can say for this step that it ended.
    return {name: value for name, value in os.environ.items() if name != "TASK_TOKEN"}


def _keep(run: Run, step: Step, place: Place, staging: Staging, ended: Ended, deletions: Path) -> Outcome:
    place.before_publishing()
    written, deleted = publish(run, step, staging, place.copybooks, abended=bool(ended.abend))
    outcome = Outcome(
        step=step.name,
        program=step.program,
        code=ended.code,
        abend=ended.abend,
        seconds=round(ended.seconds, 3),
        ended=time.time(),
        records_read=staging.records_read,
        written=tuple(written),
    )
    run.record(outcome)
    if deletions.exists() and not ended.abend:
        deleted += [DATASETS + name for name in deletions.read_text().splitlines()]
    for key in deleted:
        run.store.delete(key)
    _roll_off(run, outcome, place.catalogue)
    return outcome


def _roll_off(run: Run, outcome: Outcome, catalogue: Mapping[str, Entry]) -> None:
    for one in outcome.written:
        name = dataset_name(fill_in(one.dataset, run.symbols))
        kept = catalogue[name.name].generations if name.name in catalogue else 0
        if name.generation is None or not kept:
            continue
        for number in catalogued(run.store, name.name)[kept:]:
            run.store.delete(f"{DATASETS}{name.name}.G{number:04d}V00")


def _command(step: Step, parameter: str, place: Place) -> list[str]:
    arguments = [parameter] if parameter else []
    if step.program in UTILITIES:
        return [sys.executable, "-m", "batch.utilities", step.program, *arguments]
    program = place.programs / step.program
    if not os.access(program, os.X_OK) or not program.is_file():
        raise JobError(
            f"program {step.program} of {step.name} is neither in {place.programs} nor one of {', '.join(UTILITIES)}; "
            "build it with `make cobol`."
        )
    return [str(program.resolve()), *arguments]
