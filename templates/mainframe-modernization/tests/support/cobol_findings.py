"""What the analysis finds in a small program."""

from pathlib import Path

from tests.support.cobol_sources import repository, source
from workload.cobol.analysis.program import read_program
from workload.cobol.analysis.report import CHECKS


def found(
    folder: Path, procedure: str, data: str = "", files: str = "", copybooks: dict[str, str] | None = None
) -> list[str]:
    """`check line` of each finding: lines behind PROCEDURE DIVISION, from 1; in a copybook `check file:line`."""
    program = source("PROG", procedure, data=data, files=files)
    repository(folder, {"PROG": program}, copybooks or {"UNUSED": "01  U PIC X."})
    read = read_program(folder / "cbl/PROG.cbl", folder)
    findings = sorted({finding for check in CHECKS for finding in check(read)})
    start = next(number for number, line in enumerate(program.splitlines(), 1) if "PROCEDURE DIVISION" in line)
    return [
        f"{each.check} {each.line - start}" if each.file == "cbl/PROG.cbl" else f"{each.check} {each.file}:{each.line}"
        for each in findings
    ]
