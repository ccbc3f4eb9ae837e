"""Jobs whose programs are shell scripts, on a folder in place of the bucket."""

import io
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from batch.catalogue import Entry
from batch.definition import Job, parse_job
from batch.local_run import run_job
from batch.outcome import Outcome
from batch.run import Run, open_run
from batch.step import Place, run_step
from batch.store import FolderStore

COPYBOOK = """\
       01  ITEM.
           05  ITEM-KEY      PIC X(4).
           05  ITEM-AMOUNT   PIC S9(5)V99 COMP-3.
           05  ITEM-COUNT    PIC S9(3).
           05  FILLER        PIC X(1).
"""


def job(text: str) -> Job:
    """Of indented YAML."""
    return parse_job(textwrap.dedent(text), file="TEST.yaml")


@dataclass
class Bench:
    """A machine for jobs: data sets, programs and copybooks below one folder."""

    folder: Path
    catalogue: dict[str, Entry] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("datasets", "programs", "cpy", "scratch"):
            (self.folder / name).mkdir()
        (self.folder / "cpy" / "ITEM.cpy").write_text(COPYBOOK)

    @property
    def datasets(self) -> Path:
        return self.folder / "datasets"

    def program(self, name: str, script: str) -> None:
        """A program that is a shell script: it sees $DD_NAME and its PARM as $1."""
        path = self.folder / "programs" / name
        path.write_text(f"#!/bin/sh\n{textwrap.dedent(script)}\n")
        path.chmod(0o755)

    def put(self, name: str, content: bytes) -> None:
        """A data set that is there."""
        (self.datasets / name).write_bytes(content)

    def get(self, name: str) -> bytes | None:
        """A data set's content; None: it is not there."""
        path = self.datasets / name
        return path.read_bytes() if path.is_file() else None

    @property
    def place(self) -> Place:
        return Place(
            catalogue=self.catalogue,
            programs=self.folder / "programs",
            copybooks=self.folder / "cpy",
            scratch=self.folder / "scratch",
        )

    def open(
        self, job: Job, *, execution: str = "one", first: str = "", symbols: Mapping[str, str] | None = None
    ) -> Run:
        """A run of a job."""
        store = FolderStore(self.datasets)
        return open_run(store, job, execution=execution, first=first, run="", symbols=symbols or {})

    def step(self, text: str, *, execution: str = "one") -> Outcome:
        """Run a job's only step, given as YAML without its name."""
        body = textwrap.indent(textwrap.dedent(text).strip(), "  ")
        made = parse_job(f"name: TEST\nsteps:\n- name: ONLY\n{body}\n", file="TEST.yaml")
        return run_step(self.open(made, execution=execution), "ONLY", self.place)

    def run(self, job: Job, *, first: str = "") -> tuple[int, str]:
        """Run a job to its end: its return code and what was printed."""
        out = io.StringIO()
        code = run_job(
            job,
            self.datasets,
            catalogue=self.catalogue,
            programs=self.folder / "programs",
            copybooks=self.folder / "cpy",
            first=first,
            out=out,
        )
        return code, out.getvalue()
