"""What cobc says about a copybook: where its items are and what bytes a value has."""

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from records.layout import Leaf
from workload.cobol.dialect import flags

_HEAD = """\
       IDENTIFICATION DIVISION.
       PROGRAM-ID. {name}.
"""
_PLACES = """\
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01  WS-PLACE                   USAGE POINTER.
       01  WS-NUMBER REDEFINES WS-PLACE PIC S9(18) COMP-5.
       01  WS-START                   PIC S9(18) COMP-5.
       01  WS-LENGTH                  PIC 9(9).
       01  WS-SHOWN                   PIC 9(9).
"""


def places(
    folder: Path, copybooks: Mapping[str, tuple[str, Sequence[Leaf]]], cpy: Path | None = None
) -> dict[str, list[tuple[str, int, int]]]:
    """Record → (path, offset, length) of each item with a name, as one compiled program prints them.

    copybooks: name of a level 01 → text below it, and our leaves, of which names and subscripts alone are used. cpy:
    where COPY in the text looks.
    """
    data, statements = [], []
    for record, (text, leaves) in copybooks.items():
        data += [f"       01  {record}.", text.rstrip("\n")]
        statements.append(f"           SET WS-PLACE TO ADDRESS OF {record}.")
        statements.append("           MOVE WS-NUMBER TO WS-START.")
        for number, leaf in enumerate(leaves):
            if leaf.keys:
                statements += _shown(record, leaf, number)
    source = [_HEAD.format(name="PLACES") + _PLACES.rstrip("\n"), *data, "       PROCEDURE DIVISION."]
    text = "\n".join([*source, *statements, "           STOP RUN.", ""])
    printed = run(folder, "PLACES", text, options=[f"-I{cpy.resolve()}"] if cpy else [])
    found: dict[str, list[tuple[str, int, int]]] = {record: [] for record in copybooks}
    for line in printed.splitlines():
        record, leaf_number, offset, length = line.split()
        path = copybooks[record][1][int(leaf_number)].path
        found[record].append((path, int(offset), int(length)))
    return found


def _shown(record: str, leaf: Leaf, number: int) -> list[str]:
    """Qualified by all groups, since a name may be there twice."""
    names = [key for key in leaf.keys if isinstance(key, str)]
    subscripts = [str(key + 1) for key in leaf.keys if isinstance(key, int)]
    item = " OF ".join([*reversed(names), record]) + (f" ({' '.join(subscripts)})" if subscripts else "")
    lines = [
        f"SET WS-PLACE TO ADDRESS OF {item}",
        "SUBTRACT WS-START FROM WS-NUMBER GIVING WS-SHOWN",
        f"MOVE FUNCTION LENGTH ( {item} ) TO WS-LENGTH",
        f"DISPLAY '{record} {number} ' WS-SHOWN ' ' WS-LENGTH",
    ]
    return [_wrapped(line) + "." for line in lines]


def _wrapped(statement: str) -> str:
    """Within columns 12 to 72; what is in quotes stays together."""
    lines = ["           "]
    for word in re.findall(r"'[^']*'|\S+", statement):
        if len(lines[-1]) + len(word) > 70:
            lines.append("              ")
        lines[-1] += f"{word} "
    return "\n".join(lines)


def run(
    folder: Path, name: str, source: str, *, options: Sequence[str] = (), environment: Mapping[str, str] | None = None
) -> str:
    """What the program prints. Raises AssertionError: it is not compiled, or ends with another code than 0."""
    program, executable = folder / f"{name}.cbl", folder / name
    program.write_text(source, "ascii")
    # Warnings are no matter here: the copybooks are made to be odd.
    ours = [flag for flag in flags() if not flag.startswith("-W")]
    _done(["cobc", "-x", *ours, *options, "-o", str(executable), str(program)], folder, {})
    return _done([str(executable)], folder, environment or {})


def _done(command: list[str], folder: Path, environment: Mapping[str, str]) -> str:
    with_path = {**os.environ, **environment}
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=with_path, check=False)
    assert done.returncode == 0, done.stderr or done.stdout
    return done.stdout
