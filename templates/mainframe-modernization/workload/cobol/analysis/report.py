"""All checks over all programs, and the picture of what depends on what."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workload.cobol.analysis.arithmetic import divisions
from workload.cobol.analysis.budget import not_accepted, read_budget, too_complex
from workload.cobol.analysis.collating import order_of_text
from workload.cobol.analysis.dead import dead_paragraphs
from workload.cobol.analysis.findings import Finding
from workload.cobol.analysis.graph import Graph, dependencies
from workload.cobol.analysis.program import Program, read_program
from workload.cobol.analysis.status import status_checks
from workload.cobol.source import program_paths

BUDGET = "cobol.toml"
CHECKS = (dead_paragraphs, status_checks, divisions, order_of_text)


@dataclass(frozen=True, kw_only=True)
class Report:
    """programs: by name. findings: what is neither accepted nor within its budget."""

    programs: tuple[Program, ...]
    findings: tuple[Finding, ...]
    graph: Graph


def analyse(folder: Path) -> Report:
    """Of the repository in `folder`. Raises CobolError: a source or the budget cannot be read."""
    programs = tuple(read_program(path, folder) for path in program_paths(folder))
    graph = dependencies(programs, folder)
    budget = read_budget(folder / BUDGET)
    found = [
        *_checked(programs),
        *too_complex(programs, budget, Path(BUDGET)),
        *graph.missing(),
        *graph.not_startable(programs),
    ]
    return Report(programs=programs, findings=tuple(not_accepted(found, budget, Path(BUDGET))), graph=graph)


def _checked(programs: tuple[Program, ...]) -> Iterator[Finding]:
    for program in programs:
        for check in CHECKS:
            yield from check(program)
