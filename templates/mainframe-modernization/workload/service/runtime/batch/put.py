"""Puts a data set from a file into the bucket, so that it counts only when what arrived is what was sent.

It is done as a step does it: the object is uploaded, read back and compared, and its manifest is written last. Before
that, no job reads it. The file must be one that a step could read: whole records, convertible through the copybook.
"""

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from batch import border
from batch.catalogue import Entry
from batch.dataset_names import dataset_name, generation_name
from batch.errors import DatasetError, JobError
from batch.generations import catalogued
from batch.outcome import Outcome, Written
from batch.store import DATASETS, RUNS, Store

# No job can have this name, which has small letters.
PUTS = f"{RUNS}put/"
_GENERATION = re.compile(r"\.G[0-9]{4}V[0-9]{2}")
_EXAMPLE = "BANK.ACCOUNT.MASTER(+1)"


@dataclass(frozen=True, kw_only=True)
class Source:
    """What is put. by: who says so in the manifest. scratch: where there is space for the data set twice."""

    file: Path
    catalogue: Mapping[str, Entry]
    copybooks: Path
    scratch: Path
    by: str = "PUT"


def put(store: Store, written: str, source: Source) -> Written:
    """What counts from now on.

    written: name of the data set; of a generation data group (+1), or a generation as BANK.MASTER.G0001V00.
    Raises JobError: the name or its form is not known. DatasetError: the file is not of that form, or what arrived in
    the store is something else. OSError and botocore's errors: file or store failed. Then nothing counts.
    """
    name, entry = _named(store, written, source.catalogue)
    if not source.file.is_file():
        raise JobError(f"'{source.file}' is no file; it holds the data set as the mainframe left it.")
    with TemporaryDirectory(dir=source.scratch, prefix="put-") as folder:
        work = Path(folder)
        what = f"data set {name}, file {source.file}"
        _, records = border.to_program(source.file, work / "program", entry, source.copybooks, what)
        digest = border.sha256(source.file)
        manifest = f"{PUTS}{name}/{time.time_ns()}.json"
        key = f"{DATASETS}{name}"
        # A store may take the file away.
        (work / "sent").symlink_to(source.file.resolve())
        version = store.put(key, work / "sent", manifest=manifest, sha256=digest)
        arrived = border.sha256(store.fetch(key, version, work / "arrived", writable=True))
        if arrived != digest:
            raise DatasetError(
                f"{what}: SHA-256 {digest} was sent and {arrived} arrived in version {version}. That version does not "
                "count; put the data set again."
            )
    made = Written(
        dd="PUT",
        dataset=written,
        key=key,
        version=version,
        sha256=digest,
        bytes=source.file.stat().st_size,
        records=records,
    )
    outcome = Outcome(step="PUT", program=source.by, code=0, ended=time.time(), written=(made,))
    store.write(manifest, json.dumps(outcome.to_json(), indent=1).encode())
    return made


def _named(store: Store, written: str, catalogue: Mapping[str, Entry]) -> tuple[str, Entry]:
    name = dataset_name(written)
    base = _GENERATION.sub("", name.name)
    entry = catalogue.get(base)
    if entry is None or name.temporary:
        raise JobError(
            f"data set {base} is not in the catalogue (jobs/datasets.yaml), so that nobody knows what its records are; "
            f"for example {_EXAMPLE}."
        )
    if name.generation is None:
        if entry.generations and base == name.name:
            raise JobError(f"{base} is a generation data group; put a new generation, for example {base}(+1).")
        return f"{name.name}({name.member})" if name.member else name.name, entry
    if name.generation < 1:
        raise JobError(f"'{written}' is a generation that is there already; put a new one, for example {base}(+1).")
    numbers = catalogued(store, base)
    return generation_name(base, (numbers[0] if numbers else 0) + name.generation), entry
