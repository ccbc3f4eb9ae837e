"""Cyclomatic complexity of paragraphs and programs: one, and one for each decision (McCabe, 1976)."""

import itertools
from collections.abc import Iterator

from workload.cobol.analysis.procedure import Paragraph
from workload.cobol.analysis.program import Program
from workload.cobol.analysis.statements import Statement

_CONDITIONAL = frozenset(
    {("AT", "END"), ("SIZE", "ERROR"), ("INVALID", "KEY"), ("ON", "EXCEPTION"), ("ON", "OVERFLOW")}
)


def of_paragraph(paragraph: Paragraph) -> int:
    """Its complexity, 1 at least."""
    return 1 + sum(_decisions(statement) for statement in paragraph.statements)


def of_program(program: Program) -> int:
    """One, and all decisions of its paragraphs, those of copybooks included."""
    return 1 + sum(of_paragraph(paragraph) - 1 for paragraph in program.paragraphs)


def measured(program: Program) -> Iterator[tuple[str, int, Paragraph]]:
    """(place, complexity, paragraph) of each paragraph; the place as in cobol.toml."""
    for paragraph in program.paragraphs:
        yield program.place(paragraph), of_paragraph(paragraph), paragraph


def _decisions(statement: Statement) -> int:
    words = statement.words
    count = words.count("AND") + words.count("OR") if statement.verb in ("IF", "WHEN", "PERFORM") else 0
    # `>` OR `=` in words is one comparison.
    count -= sum(word == "OR" and words[place + 1 : place + 2] == ("EQUAL",) for place, word in enumerate(words))
    count += statement.verb == "IF"
    count += statement.verb == "WHEN" and words[1:2] != ("OTHER",)
    count += words.count("UNTIL") + words.count("TIMES") if statement.verb == "PERFORM" else 0
    count += sum(pair in _CONDITIONAL for pair in itertools.pairwise(words))
    # GO TO a b c DEPENDING ON n: as many ways as names.
    count += words.index("DEPENDING") - 2 if statement.verb == "GO" and "DEPENDING" in words else 0
    return max(0, count)
