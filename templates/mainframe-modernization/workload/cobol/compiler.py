"""Builds all programs: `cbl/*.cbl` with the copybooks of `cpy/`, and only what changed since the last build."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workload.cobol.cobc import compile_program, version
from workload.cobol.dialect import Dialect, dialect_of, flags
from workload.cobol.errors import CobolError
from workload.cobol.source import Source, copybooks, program_paths, read_source

# What each program was compiled from, beside what came out.
_INPUTS = ".inputs.json"


@dataclass(frozen=True, kw_only=True)
class Program:
    """One program. artifact: `NAME` to start, or `NAME.so`, a module for CALL. compiled: whether this build made it."""

    name: str
    source: Path
    artifact: Path
    compiled: bool


def build(folder: Path, target: Path, *, dialect: Dialect | None = None) -> list[Program]:
    """Compile each program below `folder`/cbl into `target`, by name. Raises CobolError with every program that failed.

    A program without PROCEDURE DIVISION USING is a main program (an executable), another one a module. A program whose
    source, copybooks, flags and compiler are those of the last build stays as it is; what has no source any more goes.
    Without a dialect it is that of `folder`/cobol.toml.
    """
    known_dialect = dialect or dialect_of(folder)
    sources = program_paths(folder)
    before = _read_inputs(target)
    known: dict[str, str] = {}
    programs, failures = [], []
    for path in sources:
        try:
            program, digest = _program(path, folder, target, before, known_dialect)
        except CobolError as error:
            failures.append(error)
            continue
        programs.append(program)
        known[program.artifact.name] = digest
    _remove_unknown(target, set(known), set(before))
    _write_inputs(target, known)
    if failures:
        raise CobolError(
            "\n".join(str(error) for error in failures), "\n".join(error.details for error in failures if error.details)
        )
    return programs


def _program(path: Path, folder: Path, target: Path, before: dict[str, str], dialect: Dialect) -> tuple[Program, str]:
    source = read_source(path, path.relative_to(folder))
    if source.program != path.stem:
        raise CobolError(f"{source.path} has PROGRAM-ID {source.program}: CALL and JCL would look for {path.stem}.")
    artifact = target / (f"{path.stem}.so" if source.is_subprogram else path.stem)
    digest = _digest(source, path, folder / "cpy", dialect)
    stale = before.get(artifact.name) != digest or not artifact.is_file()
    if stale:
        compile_program(
            path, artifact, executable=not source.is_subprogram, copybooks=(folder / "cpy",), options=flags(dialect)
        )
    return Program(name=path.stem, source=path, artifact=artifact, compiled=stale), digest


def _digest(source: Source, path: Path, folder: Path, dialect: Dialect) -> str:
    """Of all that the artifact depends on."""
    digest = hashlib.sha256("\0".join((version(), *flags(dialect))).encode())
    for part in (path, *(folder / copybook.path.name for copybook in _ordered(source, folder))):
        digest.update(part.name.encode() + b"\0" + _content(part))
    return digest.hexdigest()


def _content(path: Path) -> bytes:
    """The file with its length before it, so that no two lists of files are the same bytes."""
    content = path.read_bytes()
    return len(content).to_bytes(8, "big") + content


def _ordered(source: Source, folder: Path) -> Iterator[Source]:
    return (copybook for _, copybook in sorted(copybooks(source, folder).items()))


def _remove_unknown(target: Path, known: set[str], before: set[str]) -> None:
    """Remove what an earlier build made, and this one did not: a program that failed does not stay in its old form."""
    for name in before - known:
        # The list lies in a folder that anything may write to: no name of it leads elsewhere.
        (target / Path(name).name).unlink(missing_ok=True)


def _read_inputs(target: Path) -> dict[str, str]:
    try:
        return dict(json.loads((target / _INPUTS).read_text("utf-8")))
    except (OSError, ValueError):
        return {}


def _write_inputs(target: Path, known: dict[str, str]) -> None:
    target.mkdir(parents=True, exist_ok=True)
    part = target / f"{_INPUTS}.part"
    part.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", "utf-8")
    part.replace(target / _INPUTS)
