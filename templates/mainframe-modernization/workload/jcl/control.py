"""Control statements of the utilities in in-stream data: what `batch` would refuse is said before a job runs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from batch.definition import DataDefinition
from batch.errors import StatementError
from batch.utilities.sort_statements import read_statements
from workload.jcl.findings import Findings
from workload.jcl.steps import RawStep

# Columns 73 to 80 of control statements number the lines (DFSORT, IDCAMS and IEBGENER manuals).
_LAST_COLUMN = 72
_IDCAMS = ("REPRO", "DELETE", "SET", "IF")
# DEFINE and its like make data sets, and LISTCAT shows them.
_REASONS = {
    "IDCAMS": "data sets are defined by the catalogue of data sets; IDCAMS here has REPRO, DELETE, SET and IF",
    "IEBGENER": "IEBGENER copies here, and edits nothing",
    "SORT": "SORT here has SORT, INCLUDE, OMIT, SUM and OPTION with fields by position",
}


def control(
    program: str, raw: RawStep, definitions: Sequence[DataDefinition], findings: Findings
) -> tuple[DataDefinition, ...]:
    """The DDs of a step, their control statements cut at column 72. What the utility would refuse is listed."""
    if program not in _REASONS:
        return tuple(definitions)
    place = raw.dds["SYSIN"][0].place if "SYSIN" in raw.dds else raw.place
    found = []
    for each in definitions:
        if each.dd == "SYSIN" and each.instream is not None:
            lines = tuple(line[:_LAST_COLUMN].rstrip() for line in each.instream)
            for statement in dict.fromkeys(_refused(program, lines)):
                findings.not_converted(place, f"{program} {statement} of step {raw.name}", _REASONS[program])
            found.append(replace(each, instream=lines))
        elif each.dd == "SYMNAMES":
            findings.not_converted(place, f"{program} SYMNAMES of step {raw.name}", _REASONS[program])
        else:
            found.append(each)
    return tuple(found)


def _refused(program: str, lines: Sequence[str]) -> Iterator[str]:
    if program == "IDCAMS":
        yield from (verb for verb in _verbs(lines) if verb not in _IDCAMS)
    elif program == "IEBGENER":
        yield from (line.split()[0] for line in lines if line.strip() and not line.startswith("*"))
    elif lines:
        try:
            read_statements(list(lines), 0)
        except StatementError as error:
            yield f"statement ({error})"


def _verbs(lines: Sequence[str]) -> Iterator[str]:
    """The first word of each IDCAMS command; behind a hyphen or plus that is no part of a word it goes on."""
    text = re.sub(r"/\*.*?\*/", " ", "\n".join(lines), flags=re.DOTALL)
    for command in re.sub(r"(?m)(^|(?<=[ )]))[-+]\n", " ", text).split("\n"):
        if words := command.split():
            yield words[0].partition("(")[0]
