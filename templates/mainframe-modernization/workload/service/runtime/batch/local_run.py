"""Runs a whole job on this machine, with a folder in place of the bucket, and prints its steps as JES does."""

import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import TextIO

from batch.catalogue import Entry
from batch.dataset_names import fill_in, generation_name
from batch.errors import DatasetError, JobError
from batch.model import Job
from batch.outcome import Outcome
from batch.record_form import unknown
from batch.run import open_run
from batch.staged import WRITTEN
from batch.step import Place, run_step
from batch.store import FolderStore

# Of a job that stopped because a data set or program is missing: as JES, which gives no return code for a JCL error.
JCL_ERROR = 16


def run_job(
    job: Job,
    datasets: Path,
    *,
    catalogue: Mapping[str, Entry],
    programs: Path,
    copybooks: Path,
    first: str = "",
    symbols: Mapping[str, str] | None = None,
    out: TextIO = sys.stdout,
) -> int:
    """The highest return code of its steps; 16 after an abend, or when a step was refused.

    datasets: files named as the data sets are. first: the step to begin with in the job's last run there.
    Raises JobError: `first` is no step.
    """
    names = [step.name for step in job.steps]
    if first and first not in names:
        raise JobError(f"'{first}' is no step of {job.name}; its steps are {', '.join(names)}.")
    execution = time.strftime("%Y%m%dT%H%M%S") + f"-{time.time_ns() % 1_000_000:06d}"
    place = Place(catalogue=catalogue, programs=programs, copybooks=copybooks, scratch=Path(gettempdir()))
    outcomes: list[Outcome] = []
    refused = ""
    try:
        run = open_run(FolderStore(datasets), job, execution=execution, first=first, run="", symbols=symbols or {})
        print(f"{job.name}: run {run.name}", file=out)
        for name in names[names.index(first or job.restart or names[0]) :]:
            outcomes.append(run_step(run, name, place))
    except (DatasetError, JobError) as error:
        refused = str(error)
    print(table(outcomes), file=out)
    if refused:
        print(f"{job.name} ended: {refused}", file=out)
        for line in _missing(job, datasets, symbols or {}):
            print(line, file=out)
    for _, line in unknown(job, catalogue):
        print(line, file=out)
    abended = any(outcome.abend for outcome in outcomes)
    highest = max((outcome.code for outcome in outcomes if outcome.code is not None), default=0)
    return JCL_ERROR if refused or abended else highest


def _missing(job: Job, datasets: Path, symbols: Mapping[str, str]) -> Iterator[str]:
    """A sentence about the data sets that the job reads, no step of it writes, and nobody has put in."""
    values = {**job.symbols, **symbols}
    every = [one for step in job.steps for one in step.datasets if one.dataset and not one.dataset.startswith("&&")]
    written = {one.dataset for one in every if one.disposition.status in WRITTEN}
    try:
        read = {fill_in(one.dataset, values) for one in every if one.dataset not in written}
    except JobError:
        # It is what the job was refused for.
        return
    absent = []
    for name in sorted(read):
        group, generation, _ = name.partition("(0)")
        there = any(datasets.glob(f"{group}.G*V00")) if generation else (datasets / name).exists()
        if not there and "(-" not in name:
            absent.append(generation_name(group, 1) if generation else name)
    if absent:
        yield (
            f"{job.name} reads {', '.join(absent)}, which {datasets} does not have: put each there as a file of that "
            "name, as the mainframe left it, in binary."
        )


def seed(datasets: Path, source: Path, catalogue: Mapping[str, Entry]) -> None:
    """Copy the files of `source`, named as data sets, into a folder that is not there yet; the base of a generation
    data group becomes its first generation. Raises JobError: `source` is no folder."""
    if datasets.exists():
        return
    if not source.is_dir():
        raise JobError(f"'{source}' is no folder; it holds files named as data sets, for example data/ebcdic.")
    with TemporaryDirectory(dir=datasets.parent) as beside:
        for file in sorted(source.iterdir()):
            kept = catalogue[file.name].generations if file.name in catalogue else 0
            name = generation_name(file.name, 1) if kept else file.name
            shutil.copyfile(file, Path(beside) / name)
        shutil.copytree(beside, datasets)


def table(outcomes: Iterable[Outcome]) -> str:
    """A line for each step: its program, return code, seconds and the records of each DD."""
    lines = [f"{'STEP':<17} {'PROGRAM':<8} {'RC':<7} {'SECONDS':>8}  RECORDS"]
    for outcome in outcomes:
        code = "FLUSH" if outcome.bypassed else "ABEND" if outcome.abend else f"{outcome.code:04d}"
        read = [f"{dd} {_count(records)} in" for dd, records in outcome.records_read.items()]
        written = [f"{one.dd} {_count(one.records)} out" for one in outcome.written]
        said = outcome.bypassed or outcome.abend or ", ".join(read + written)
        lines.append(f"{outcome.step:<17} {outcome.program:<8} {code:<7} {outcome.seconds:>8.2f}  {said}".rstrip())
    return "\n".join(lines)


def _count(records: int | None) -> str:
    return "?" if records is None else f"{records}"
