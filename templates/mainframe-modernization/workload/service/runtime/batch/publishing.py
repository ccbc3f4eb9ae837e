"""Takes what the program of a step wrote into the store, as its dispositions say.

They are JCL's, with four differences that keep a store whole and a restart possible. After an abend, a data set that
was there before the step stays as it was. NEW replaces a data set of that name, whose earlier version stays in the
bucket. What is written behind MOD becomes part of the data set when the step ended. A temporary data set stays until a
rule of the bucket removes it.
"""

import shutil
from pathlib import Path

from batch import border
from batch.errors import DatasetError
from batch.model import Ending, Status, Step
from batch.outcome import Written
from batch.run import Run
from batch.staged import WRITTEN, Staged
from batch.staging import Staging

_REMOVED = (Ending.DELETE, Ending.UNCATLG)


def publish(
    run: Run, step: Step, staging: Staging, copybooks: Path, *, abended: bool
) -> tuple[list[Written], list[str]]:
    """What is in the store now, and the keys to delete: both count once the manifest is written.

    Raises DatasetError: what the program wrote cannot be kept. Then nothing was put into the store.
    """
    deleted = []
    ready: list[tuple[Staged, Path, int | None]] = []
    for one in staging.staged:
        disposition = one.statement.disposition
        if (disposition.abnormal if abended else disposition.normal) in _REMOVED:
            there = one.status is not Status.NEW and one.version is not None and not one.name.temporary
            deleted += [one.key] if there else []
            continue
        if _changed(one, step) and (one.status is Status.NEW or not abended):
            ready.append((one, *_held(run, one, copybooks)))
    written = [_put(run, step, *each) for each in ready]
    for dd, file in staging.printed.items():
        if file.is_file() and file.stat().st_size:
            run.store.put(run.printed_key(step.name, dd), file, manifest="", sha256="")
    return written, deleted


def _changed(one: Staged, step: Step) -> bool:
    if one.status in WRITTEN:
        # A data set that the program did not open is there and empty, as after an allocation.
        one.path.touch()
        return True
    changed = one.stamp() != one.found
    if changed and one.status is Status.SHR:
        raise DatasetError(
            f"{one.what}: {step.program} wrote into it, and its disposition is SHR; "
            "what is written has disposition [OLD] or [NEW, CATLG]. Nothing that the step wrote is kept."
        )
    return changed


def _held(run: Run, one: Staged, copybooks: Path) -> tuple[Path, int | None]:
    target = one.path.with_name(f"{one.path.name}.out")
    held, records = border.to_store(one.path, target, one.entry, copybooks, one.what)
    if one.status is Status.MOD and one.version is not None:
        before = run.store.fetch(one.key, one.version, one.path.with_name(f"{one.path.name}.before"), writable=True)
        with before.open("ab") as end, held.open("rb") as source:
            shutil.copyfileobj(source, end, 1 << 20)
        held = before
    return held, records


def _put(run: Run, step: Step, one: Staged, held: Path, records: int | None) -> Written:
    size, digest = held.stat().st_size, border.sha256(held)
    return Written(
        dd=one.statement.dd,
        dataset=one.statement.dataset,
        key=one.key,
        version=run.store.put(one.key, held, manifest=run.manifest_key(step.name), sha256=digest),
        sha256=digest,
        bytes=size,
        records=records,
    )
