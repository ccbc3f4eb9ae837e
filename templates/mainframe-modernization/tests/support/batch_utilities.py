"""Runs a utility in the process of the test."""

import contextlib
import io
from dataclasses import dataclass
from pathlib import Path

from batch.utilities import __main__ as program
from batch.utilities.dds import Dd, Dds


@dataclass(frozen=True)
class Ran:
    """code: the return code. printed: what it displayed. out: its output DD. deleted: data sets to delete."""

    code: int
    printed: str
    out: bytes | None
    deleted: list[str]


def utility(
    folder: Path,
    name: str,
    cards: list[str],
    content: bytes = b"",
    *,
    length: int = 0,
    names: frozenset[str] = frozenset(),
) -> Ran:
    """cards: its SYSIN. content: of its input DD, with fixed records of `length` bytes, 0 when that is not known."""
    sorts = name == "SORT"
    given, made = ("SORTIN", "SORTOUT") if sorts else ("SYSUT1", "SYSUT2")
    (folder / "in").write_bytes(content)
    (folder / "out").unlink(missing_ok=True)
    (folder / "sysin").write_bytes(b"".join(card.encode("latin-1").ljust(80) for card in cards))
    form = "fixed" if length else ""
    dds = {
        given: Dd(name=given, path=folder / "in", format=form, length=length),
        made: Dd(name=made, path=folder / "out"),
        "SYSIN": Dd(name="SYSIN", path=folder / "sysin"),
    }
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        code = program.run(name, Dds(dds, names=names, deletions=folder / "deletions"))
    out, deletions = folder / "out", folder / "deletions"
    return Ran(
        code,
        printed.getvalue(),
        out.read_bytes() if out.exists() else None,
        deletions.read_text().splitlines() if deletions.exists() else [],
    )
