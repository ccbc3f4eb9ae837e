"""What depends on what: job steps run programs, programs call programs and copy copybooks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from batch.definition import read_job
from batch.errors import JobError
from batch.utilities import UTILITIES
from workload.cobol.analysis.findings import Finding
from workload.cobol.analysis.program import Program
from workload.cobol.errors import CobolError
from workload.cobol.source import read_source

# Of GnuCOBOL itself: CBL_…, C$… and X'91'.
_LIBRARY = re.compile(r"^(CBL_|C\$|X'|SYSTEM$)", re.IGNORECASE)


class Kind(IntEnum):
    """Columns of the picture, from left to right."""

    STEP = 0
    PROGRAM = 1
    COPYBOOK = 2


@dataclass(frozen=True, kw_only=True, order=True)
class Node:
    """name: of a step JOB.STEP. file: where it is defined, or "" for a utility or what is missing."""

    kind: Kind
    name: str
    file: str


@dataclass(frozen=True, kw_only=True)
class Graph:
    """edges: (from, to), both in `nodes`."""

    nodes: tuple[Node, ...]
    edges: tuple[tuple[Node, Node], ...]

    def missing(self) -> Iterator[Finding]:
        """A finding for each program that something runs or calls and that is nowhere."""
        for user, used in self.edges:
            if (
                used.kind is Kind.PROGRAM
                and not used.file
                and used.name not in UTILITIES
                and not _LIBRARY.match(used.name)
            ):
                sentence = f"{user.name} needs {used.name}, which is neither in cbl/ nor a utility of batch."
                yield Finding(file=user.file, line=1, check="missing-program", place=user.name, sentence=sentence)

    def not_startable(self, programs: Sequence[Program]) -> Iterator[Finding]:
        """A finding for each step whose program is a module, as one that receives its PARM with USING is."""
        modules = {program.name for program in programs if program.is_subprogram}
        for step, used in self.edges:
            if step.kind is Kind.STEP and used.name in modules:
                sentence = (
                    f"{step.name} runs {used.name}, which has PROCEDURE DIVISION USING and is built for CALL: "
                    "take USING away, and read PARM with ACCEPT ... FROM COMMAND-LINE."
                )
                yield Finding(file=step.file, line=1, check="main-program", place=step.name, sentence=sentence)


def dependencies(programs: Sequence[Program], folder: Path) -> Graph:
    """Of all programs, of the copybooks of `folder`/cpy and the jobs of `folder`/jobs. Raises CobolError."""
    nodes = {program.name: Node(kind=Kind.PROGRAM, name=program.name, file=program.file) for program in programs}
    copied = {
        path.stem: Node(kind=Kind.COPYBOOK, name=path.stem, file=f"cpy/{path.name}") for path in _copybooks(folder)
    }
    edges: set[tuple[Node, Node]] = set()
    for program in programs:
        edges |= {(nodes[program.name], _program(name, nodes)) for name in program.calls}
        direct = read_source(folder / program.file).copies
        edges |= {(nodes[program.name], copied[name]) for name in direct if name in copied}
    for name, node in copied.items():
        inner = read_source(folder / "cpy" / f"{name}.cpy").copies
        edges |= {(node, copied[each]) for each in inner if each in copied}
    steps = list(_steps(folder))
    edges |= {(step, _program(name, nodes)) for step, name in steps}
    found = {*nodes.values(), *copied.values(), *(step for step, _ in steps), *(end for edge in edges for end in edge)}
    return Graph(nodes=tuple(sorted(found)), edges=tuple(sorted(edges)))


def _program(name: str, known: dict[str, Node]) -> Node:
    return known.get(name) or Node(kind=Kind.PROGRAM, name=name, file="")


def _copybooks(folder: Path) -> list[Path]:
    return sorted((folder / "cpy").glob("*.cpy"))


def _steps(folder: Path) -> Iterator[tuple[Node, str]]:
    """Each step of each job, and its program."""
    for path in sorted((folder / "jobs").glob("*.yaml")):
        # The catalogue of data sets is no job.
        if path.name == "datasets.yaml":
            continue
        try:
            job = read_job(path)
        except JobError as error:
            raise CobolError(str(error)) from error
        for step in job.steps:
            yield Node(kind=Kind.STEP, name=f"{job.name}.{step.name}", file=f"jobs/{path.name}"), step.program
