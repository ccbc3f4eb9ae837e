"""Puts the data sets of a step before its program: a file for each DD."""

import shutil
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

from batch import border
from batch.catalogue import Entry
from batch.dataset_names import dataset_name, fill_in
from batch.errors import DatasetError
from batch.generations import current
from batch.model import DataDefinition, Status, Step
from batch.record_form import base, entry_of
from batch.run import Run
from batch.staged import WRITTEN, Staged
from batch.store import DATASETS

# Instream data are cards.
_CARD = 80


class Staging:
    """catalogue: how data sets are held. copybooks: their folder. folder: an empty one with space for all of them.

    staged: the data sets. printed: files of SYSOUT by DD. records_read: by DD, None for what has no known length.
    """

    def __init__(self, run: Run, step: Step, *, catalogue: Mapping[str, Entry], copybooks: Path, folder: Path) -> None:
        self._run = run
        self._step = step
        self._catalogue = catalogue
        self._copybooks = copybooks
        self._folder = folder
        self.staged: list[Staged] = []
        self.printed: dict[str, Path] = {}
        self.records_read: dict[str, int | None] = {}

    def prepare(self) -> dict[str, Path]:
        """The file of each DD name. Raises DatasetError and JobError, before anything is read: an input is missing."""
        pinned = self._run.pinned(self._step.name)
        self.staged = [self._find(one, pinned) for one in self._step.datasets if one.dataset]
        if pinned is None:
            self._run.pin(self._step.name, {one.key: one.version for one in self.staged if one.version is not None})
        found = {}
        staged = iter(self.staged)
        for dd, statements in groupby(self._step.datasets, key=lambda one: one.dd):
            parts = [self._file(one, number, staged) for number, one in enumerate(statements)]
            found[dd] = parts[0] if len(parts) == 1 else self._concatenated(dd, parts)
        for each in self.staged:
            each.found = each.stamp()
        return found

    def records(self) -> dict[str, dict[str, str | int]]:
        """What is known of the records of each DD, for the utilities."""
        return {
            one.statement.dd: {
                "format": one.entry.format,
                "length": one.entry.length,
                "copybook": one.entry.copybook,
                "dataset": one.key.removeprefix(DATASETS),
            }
            for one in self.staged
        }

    def _find(self, statement: DataDefinition, pinned: Mapping[str, str] | None) -> Staged:
        name = dataset_name(fill_in(statement.dataset, self._run.symbols))
        key = self._run.key(name)
        if pinned is None:
            version = current(self._run.store, key)
            found = None if version is None else version.id
        else:
            found = pinned.get(key)
        if found is None and statement.disposition.status not in WRITTEN:
            raise DatasetError(
                f"DD {statement.dd} of {self._step.name}: data set {key.removeprefix(DATASETS)} is not there; "
                f"{self._step.program} was not started, since a missing input can end with return code 0."
            )
        listed = self._catalogue.get(f"&&{name.name}" if name.temporary else name.name, Entry())
        entry = entry_of(self._run.job, statement, {base(statement): listed})
        return Staged(statement=statement, name=name, key=key, entry=entry, version=found)

    def _file(self, statement: DataDefinition, number: int, staged: Iterator[Staged]) -> Path:
        path = self._folder / (f"{statement.dd}.{number}" if number else statement.dd)
        if statement.dataset:
            one = next(staged)
            one.path = path if one.status in WRITTEN else self._fetched(one, path)
            return one.path
        if statement.instream is not None:
            path.write_bytes(b"".join(_card(line, self._step, statement) for line in statement.instream))
            self._count(statement.dd, len(statement.instream))
        elif statement.sysout:
            self.printed[statement.dd] = path
        else:
            # DUMMY: nothing is read from it, and what is written to it is gone.
            path.touch()
        return path

    def _fetched(self, one: Staged, path: Path) -> Path:
        beside = path.with_name(f"{path.name}.held")
        writable = one.status is Status.OLD
        held = self._run.store.fetch(one.key, one.version or "", beside, writable=writable)
        read, records = border.to_program(held, path, one.entry, self._copybooks, one.what)
        self._count(one.statement.dd, records)
        return read

    def _count(self, dd: str, records: int | None) -> None:
        before = self.records_read.get(dd, 0)
        self.records_read[dd] = None if records is None or before is None else before + records

    def _concatenated(self, dd: str, parts: list[Path]) -> Path:
        path = self._folder / f"{dd}.all"
        with path.open("wb") as target:
            for part in parts:
                with part.open("rb") as source:
                    shutil.copyfileobj(source, target, 1 << 20)
        return path


def _card(line: str, step: Step, statement: DataDefinition) -> bytes:
    what = f"DD {statement.dd} of {step.name}: '{line}'"
    try:
        card = line.rstrip("\r\n").encode("latin-1")
    except UnicodeEncodeError as error:
        raise DatasetError(f"{what} has a character that is not Latin-1.") from error
    if len(card) > _CARD:
        raise DatasetError(f"{what} has {len(card)} characters; a card of instream data has {_CARD}.")
    return card.ljust(_CARD)
