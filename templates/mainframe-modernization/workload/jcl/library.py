"""Procedures and included members: those within the job, and those in folders (the job's procedure libraries)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from workload.jcl.findings import Findings, JclError
from workload.jcl.operands import operands
from workload.jcl.statements import Statement, statements


@dataclass(frozen=True)
class Procedure:
    """defaults: of its PROC statement. body: the statements between PROC and PEND."""

    name: str
    defaults: dict[str, str]
    body: tuple[Statement, ...]


class Library:
    """Looks members up by name: a file of that name in one of the folders, with any suffix."""

    def __init__(self, folders: Sequence[Path], findings: Findings) -> None:
        self._folders = folders
        self._findings = findings
        self._instream: dict[str, Procedure] = {}

    def add(self, procedure: Procedure) -> None:
        """An in-stream procedure; it goes before one of that name in a folder."""
        self._instream[procedure.name] = procedure

    def procedure(self, name: str) -> Procedure:
        """Raises JclError: there is none."""
        if name in self._instream:
            return self._instream[name]
        body = self.member(name, "procedure")
        if body and body[0].operation == "PROC":
            end = next((index for index, each in enumerate(body) if each.operation == "PEND"), len(body))
            return Procedure(name, defaults("PROC", body[0].operands), body[1:end])
        return Procedure(name, {}, body)

    def member(self, name: str, kind: str) -> tuple[Statement, ...]:
        """The statements of a member of a folder. Raises JclError: there is none."""
        for folder in self._folders:
            for path in _files(folder):
                if path.is_file() and path.stem.upper() == name:
                    return tuple(statements(read(path), file=str(path), findings=self._findings))
        what = f"{kind} {name} (folders: {', '.join(map(str, self._folders)) or 'none'})"
        raise JclError(what, f"the {kind} is not found; name its folder with --procs")


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        raise JclError(str(folder), f"the folder cannot be read ({error.strerror})") from error


def instream_procedure(head: Statement, following: Iterator[Statement]) -> Procedure:
    """The procedure behind a PROC statement of the job. Raises JclError: without its end the steps of the job would be
    part of it, or its head gives a symbol no value."""
    body: list[Statement] = []
    for each in following:
        if each.operation == "PEND":
            return Procedure(head.name, defaults("PROC", head.operands), tuple(body))
        body.append(each)
    raise JclError(f"PROC {head.name}", "the procedure has no end, a PEND statement")


def defaults(operation: str, text: str) -> dict[str, str]:
    """The symbols that the parameter field of a PROC or SET statement gives values. Raises JclError: it is none."""
    found: dict[str, str] = {}
    for item in operands(text):
        if not item.key:
            raise JclError(f"{operation} {item.raw()}", "a symbol is given a value as NAME=value")
        # Of two values the first counts (JCL Reference, "Defining and nullifying JCL symbols").
        found.setdefault(item.key, item.raw())
    return found


def read(path: Path) -> str:
    """A file of JCL. Raises JclError: it cannot be read."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise JclError(str(path), f"the file cannot be read ({error.strerror})") from error
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        # As a transfer from the mainframe often leaves it; every byte is a character there.
        return content.decode("latin-1")
