"""Which versions and generations of data sets count: what no step wrote, and what a step wrote that ended."""

import json
import re
from collections.abc import Mapping

from batch.dataset_names import dataset_name, fill_in, generation_name
from batch.model import Job
from batch.outcome import Outcome
from batch.store import DATASETS, Store, Version


def read_outcome(store: Store, key: str) -> Outcome | None:
    """What a manifest says; None: it was never written."""
    content = store.read(key)
    return None if content is None else Outcome.from_json(json.loads(content))


def current(store: Store, key: str) -> Version | None:
    """The newest version that counts: what no step wrote, or a step whose manifest names it. None: there is none."""
    for version in store.versions(key):
        if not version.manifest:
            return version
        outcome = read_outcome(store, version.manifest)
        if outcome and any(one.key == key and one.sha256 == version.sha256 for one in outcome.written):
            return version
    return None


def catalogued(store: Store, base: str) -> list[int]:
    """The numbers of a group's generations, the newest first, without what a step left that never ended."""
    keys = store.names(f"{DATASETS}{base}.G")
    found = [re.fullmatch(r"G([0-9]{4})V[0-9]{2}", key.removeprefix(f"{DATASETS}{base}.")) for key in keys]
    numbers = sorted((int(each[1]) for each in found if each), reverse=True)
    # Only above the newest that counts can lie what does not: a later run writes over it.
    while numbers and current(store, DATASETS + generation_name(base, numbers[0])) is None:
        numbers.pop(0)
    return numbers


def generations(store: Store, job: Job, symbols: Mapping[str, str]) -> dict[str, list[int]]:
    """The generations that are catalogued now, by the groups that the job names."""
    written = {one.dataset for step in job.steps for one in step.datasets if one.dataset}
    names = [dataset_name(fill_in(each, symbols)) for each in sorted(written)]
    return {each.name: catalogued(store, each.name) for each in names if each.generation is not None}
