"""The cases of the equivalence gate: which program runs on which golden input, and which golden output it must give.

    - name: post-daily                       # lower-case letters, digits, hyphens
      program: ACCTPOST                      # PROGRAM-ID: an executable, or with `subprogram: true` a module
      parameter: "20260131"                  # PARM: the only command-line argument
      environment: {COB_CURRENT_DATE: "2026/01/31 08:00:00"}     # required: a run is the same on every day
      return_code: 4                         # left out: 0
      timeout_seconds: 60                    # left out: 60
      inputs:
        ACCTIN: {file: golden/ACCTIN.bin, copybook: ACCTREC, format: fixed, code_page: 037}
      outputs:
        ACCTOUT: {expected: golden/ACCTOUT.bin, copybook: ACCTREC, format: fixed, code_page: 037, key: [ACCT-NUMBER]}
        SYSOUT: {expected: golden/SYSOUT.txt, format: lines, code_page: ascii}

File names are relative to the cases file. A file without `copybook` is text with one field LINE, with format fixed of
`length` bytes. Everything that a program writes is an output of its case, also SYSOUT, which is what it DISPLAYs; an
input stays as it was. A case has one output at least, and a program one case with golden records. A subprogram has one
input and one output, both named AREA: each record is its USING area before and after one call, and nothing else of it
is looked at.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from records.code_pages import CodePage
from records.files import Format

# DD names with a meaning of their own.
SYSOUT, AREA = "SYSOUT", "AREA"


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """A golden file. copybook: its name without .cpy, or "" for text. length: bytes of a text record with format fixed.

    key: names of the fields that identify a record; empty: records are compared by position.
    """

    file: Path
    format: Format
    code_page: CodePage
    copybook: str = ""
    length: int = 0
    key: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Case:
    """One run of one program. inputs, outputs: by DD name. line: in the cases file."""

    name: str
    program: str
    line: int
    subprogram: bool
    parameter: str | None
    environment: Mapping[str, str]
    return_code: int
    timeout_seconds: int
    inputs: Mapping[str, Dataset]
    outputs: Mapping[str, Dataset]
