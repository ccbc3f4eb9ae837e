"""The form of a data set's records, by whoever says it: the DD statement, the catalogue, or the step that writes it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from batch.catalogue import Entry
from batch.model import DataDefinition, Job
from batch.staged import WRITTEN


def entry_of(job: Job, statement: DataDefinition, catalogue: Mapping[str, Entry]) -> Entry:
    """How its data set is held. What neither says comes from the step of the job that writes the data set, as on a
    mainframe, where it stands in the label."""
    entry = catalogue.get(base(statement), Entry()).of(statement)
    if entry.format or entry.length:
        return entry
    for step in job.steps:
        for one in step.datasets:
            if one.dataset == statement.dataset and one.disposition.status in WRITTEN and (one.format or one.length):
                copybook = entry.copybook or one.copybook
                return replace(entry, format=one.format, length=one.length, copybook=copybook)
    return entry


def base(statement: DataDefinition) -> str:
    """The name that the catalogue knows the data set by: without generation or member; "" for no data set."""
    return statement.dataset.partition("(")[0]


def unknown(job: Job, catalogue: Mapping[str, Entry]) -> Iterator[tuple[str, str]]:
    """Each data set of which nobody says how long its records are, so that nobody checks or counts them: its name, and
    a sentence."""
    said = set()
    for step in job.steps:
        for one in step.datasets:
            entry = entry_of(job, one, catalogue)
            # Variable records say their length themselves.
            if one.dataset and not entry.length and entry.format not in ("lines", "variable") and base(one) not in said:
                said.add(base(one))
                yield base(one), f"{job.name}: DD {one.dd} of {step.name}: {_advice(base(one))}"


def _advice(name: str) -> str:
    example = f'- {{name: "{name}", format: fixed, length: 80}}'
    return (
        f"nobody says how long the records of {name} are, so that they are not checked; "
        f"add to jobs/datasets.yaml: {example}"
    )
