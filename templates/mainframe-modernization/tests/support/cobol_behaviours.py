"""The cases of tests/behaviours: what a mainframe computes and GnuCOBOL by default does not, and the table of them.

`python -m tests.support.cobol_behaviours` writes the table into docs/cobol.md.
"""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from workload.cobol.cobc import compile_program, version, without_noise
from workload.cobol.dialect import Dialect, dialect_of, flags
from workload.cobol.errors import CobolError

REPOSITORY = Path(__file__).parents[2]
FOLDER = REPOSITORY / "tests/behaviours"
DOCUMENT = REPOSITORY / "docs/cobol.md"
# One of these keys says what restores the behaviour.
KINDS = ("flag", "variable", "finding", "border")
_TEXTS = ("title", "mainframe", "gnucobol", "source", "program")
_START, _END = "<!-- behaviours: start -->\n", "<!-- behaviours: end -->\n"


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """expected, otherwise: lines that the program displays, then `RC n` or `abend`; or `does not compile`."""

    name: str
    order: int
    title: str
    mainframe: str
    gnucobol: str
    source: str
    kind: str
    restored_by: str
    remedy: str
    dialect: Dialect
    program: str
    expected: tuple[str, ...]
    otherwise: tuple[str, ...]

    @property
    def folder(self) -> Path:
        """Where its program is."""
        return FOLDER / self.name


def behaviours(kind: str = "") -> list[Behaviour]:
    """All cases in the order of the table, or those of one kind."""
    found = sorted((_read(path) for path in FOLDER.glob("*/case.yaml")), key=lambda each: each.order)
    return [each for each in found if kind in ("", each.kind)]


def _read(path: Path) -> Behaviour:
    said: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    [kind] = [key for key in KINDS if key in said]
    otherwise = said["otherwise"]
    return Behaviour(
        name=path.parent.name,
        order=said["order"],
        kind=kind,
        restored_by=said[kind],
        remedy=said.get("remedy", ""),
        dialect=Dialect(said.get("dialect", dialect_of(REPOSITORY))),
        expected=tuple(said["expected"]),
        otherwise=tuple(otherwise[version()] if isinstance(otherwise, dict) else otherwise),
        **{key: said[key] for key in _TEXTS},
    )


def compiled(case: Behaviour, target: Path, *, program: str = "", without: str = "") -> Path | None:
    """The program, compiled with the flags of the build but `without`. None: cobc refuses it."""
    name = program or case.program
    executable = target / name
    options = [flag for flag in flags(case.dialect) if flag != without]
    try:
        compile_program(
            case.folder / f"{name}.cbl",
            executable,
            executable=True,
            copybooks=(case.folder,),
            # Some flags are missed by a warning already.
            options=[*options, "-w"] if without else options,
        )
    except CobolError as error:
        if without:
            return None
        raise AssertionError(f"{error}\n{error.details}") from error
    return executable


def outcome(executable: Path | None, environment: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """What a run of it shows, in the form of `expected`."""
    if executable is None:
        return ("does not compile",)
    done = subprocess.run(
        [str(executable)],
        cwd=executable.parent,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=30,
        check=False,
    )
    shown = tuple(line.strip() for line in done.stdout.splitlines())
    if "libcob:" in without_noise(done.stderr):
        assert done.returncode != 0, "libcob says an error and the exit code is 0"
        return (*shown, "abend")
    return (*shown, f"RC {done.returncode}") if done.returncode else shown


def table() -> str:
    """The table as Markdown."""
    rows = [
        "| Behaviour | On the mainframe | GnuCOBOL by default | Restored by | Source | Case |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for case in behaviours():
        cells = (case.title, case.mainframe, case.gnucobol, _restored(case), case.source, f"`{case.name}`")
        rows.append(f"| {' | '.join(' '.join(cell.split()) for cell in cells)} |")
    return "\n".join(rows) + "\n"


def _restored(case: Behaviour) -> str:
    if case.kind == "flag":
        return f"`{case.restored_by}`, which the build sets"
    if case.kind == "variable":
        return f"`{case.restored_by}`, which the image sets"
    if case.kind == "finding":
        return f"No option. `make cobol-analysis` refuses it (`{case.restored_by}`): {case.remedy}"
    return f"No option. At the border: {case.restored_by}."


def documented() -> str:
    """The table as docs/cobol.md has it."""
    return DOCUMENT.read_text("utf-8").partition(_START)[2].partition(_END)[0]


def write_table() -> None:
    """Put the table of the cases into docs/cobol.md."""
    before, start, rest = DOCUMENT.read_text("utf-8").partition(_START)
    _, end, after = rest.partition(_END)
    DOCUMENT.write_text(f"{before}{start}{table()}{end}{after}", "utf-8")


if __name__ == "__main__":
    write_table()
