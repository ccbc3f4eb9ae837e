"""`cobol.toml`: how complex programs and paragraphs may be, and findings that the team accepts, each with a reason."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workload.cobol.analysis.complexity import measured, of_program
from workload.cobol.analysis.findings import Finding
from workload.cobol.analysis.program import Program
from workload.cobol.errors import CobolError

_FORM = (
    'expected [complexity] paragraph = 10, program = 60, [complexity.more] "ACCTPOST.2000-READ" = 12, and [[accepted]]'
)


@dataclass(frozen=True, kw_only=True)
class Budget:
    """paragraph, program: the most for each. more: for a place by name. accepted: (check, place) → reason."""

    paragraph: int
    program: int
    more: Mapping[str, int]
    accepted: Mapping[tuple[str, str], str]


def read_budget(path: Path) -> Budget:
    """Raises CobolError: it is missing, no TOML, or says something else."""
    try:
        said: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CobolError(f"{path} cannot be read: {error}; {_FORM}.") from None
    # For the compiler, not for the analysis: `dialect.py` reads it.
    said.pop("dialect", None)
    limits, accepted = said.pop("complexity", {}), said.pop("accepted", [])
    more = limits.pop("more", {}) if isinstance(limits, dict) else {}
    if said or not (_are_limits(limits) and _are_limits(more) and set(limits) == {"paragraph", "program"}):
        raise CobolError(f"{path} has other keys or values than numbers from 1; {_FORM}.")
    for entry in accepted if isinstance(accepted, list) else [accepted]:
        if not (isinstance(entry, dict) and set(entry) == {"check", "place", "reason"} and _are_texts(entry.values())):
            raise CobolError(f"{path}: {entry} in [[accepted]]; expected check, place and reason, each a text.")
    return Budget(
        paragraph=limits["paragraph"],
        program=limits["program"],
        more=more,
        accepted={(entry["check"], entry["place"]): entry["reason"] for entry in accepted},
    )


def _are_limits(said: object) -> bool:
    return isinstance(said, dict) and all(type(each) is int and each >= 1 for each in said.values())


def _are_texts(values: Iterable[object]) -> bool:
    return all(isinstance(each, str) and each for each in values)


def too_complex(programs: Iterable[Program], budget: Budget, file: Path) -> Iterator[Finding]:
    """A finding for each place above its budget, and for each name in `more` that no program has."""
    names: set[str] = set()
    for program in programs:
        names.add(program.name)
        found = of_program(program)
        if found > (most := budget.more.get(program.name, budget.program)):
            yield _too_complex(program.file, 1, program.name, "the program", found, most)
        for place, found, paragraph in measured(program):
            names.add(place)
            if found > (most := budget.more.get(place, budget.paragraph)):
                yield _too_complex(paragraph.file, paragraph.line, place, paragraph.name, found, most)
    for name in sorted(set(budget.more) - names):
        sentence = f"{name} has a budget, but no program has it: remove the line."
        yield Finding(file=str(file), line=1, check="complexity", place=name, sentence=sentence)


def _too_complex(file: str, line: int, place: str, what: str, found: int, most: int) -> Finding:
    sentence = f"{what} has a complexity of {found}, its budget is {most}: split it, or raise it in cobol.toml."
    return Finding(file=file, line=line, check="complexity", place=place, sentence=sentence)


def not_accepted(findings: Iterable[Finding], budget: Budget, file: Path) -> list[Finding]:
    """The findings that `accepted` does not name, and one for each entry that names none."""
    found = sorted(set(findings))
    used = {(each.check, each.place) for each in found}
    stale = [
        Finding(
            file=str(file),
            line=1,
            check=check,
            place=place,
            sentence=f"{check} of {place} is accepted, but was not found.",
        )
        for check, place in sorted(set(budget.accepted) - used)
    ]
    return [each for each in found if (each.check, each.place) not in budget.accepted] + stale
