"""The DDs of a utility: its files, and what their records are."""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


class DdError(Exception):
    """A DD that the utility needs is missing, or its records are of a form that the utility does not read."""


@dataclass(frozen=True, kw_only=True)
class Dd:
    """format: "" unknown. length: of a record in bytes, 0 unknown. copybook, dataset: "" none."""

    name: str
    path: Path
    format: str = ""
    length: int = 0
    copybook: str = ""
    dataset: str = ""


class Dds:
    """names: the data sets that are catalogued. deletions: the file that says which of them to delete."""

    def __init__(self, dds: Mapping[str, Dd], *, names: frozenset[str] = frozenset(), deletions: Path) -> None:
        self._dds = dds
        self.names = names
        self.deletions = deletions

    @classmethod
    def of_environment(cls) -> "Dds":
        """As the runner of steps sets it."""
        records = json.loads(os.environ.get("BATCH_RECORDS", "{}"))
        found = {}
        for variable, path in os.environ.items():
            if variable.startswith("DD_"):
                name = variable.removeprefix("DD_")
                found[name] = Dd(name=name, path=Path(path), **records.get(name, {}))
        names = Path(os.environ.get("BATCH_NAMES", os.devnull)).read_text("utf-8")
        return cls(
            found,
            names=frozenset(json.loads(names or "[]")),
            deletions=Path(os.environ.get("BATCH_DELETIONS", os.devnull)),
        )

    def needed(self, name: str) -> Dd:
        """Raises DdError: the step has no such DD."""
        if name not in self._dds:
            known = ", ".join(sorted(self._dds)) or "none"
            raise DdError(f"DD {name} is missing; the step has {known}.")
        return self._dds[name]

    def cards(self, name: str) -> list[str]:
        """The lines of a DD with control statements; none without the DD."""
        if name not in self._dds:
            return []
        text = self._dds[name].path.read_bytes().decode("latin-1")
        if "\n" in text:
            return text.splitlines()
        return [text[at : at + 80] for at in range(0, len(text), 80)]


def copy(source: Dd, target: Dd) -> None:
    """All records, by the kernel. Raises DdError: the records of the two differ in form."""
    forms = [(one.format, one.length) for one in (source, target)]
    if all(form for form, _ in forms) and forms[0] != forms[1]:
        said = " and ".join(f"{one.name} has {one.format} records of {one.length} bytes" for one in (source, target))
        raise DdError(f"{said}; only records of one form and length can be copied.")
    shutil.copyfile(source.path, target.path)
