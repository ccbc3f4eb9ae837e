"""Paragraphs that no execution reaches: never performed, never gone to, never fallen into."""

from collections.abc import Iterator, Sequence

from workload.cobol.analysis.findings import Finding
from workload.cobol.analysis.procedure import Paragraph
from workload.cobol.analysis.program import Program
from workload.cobol.analysis.statements import Statement


def dead_paragraphs(program: Program) -> Iterator[Finding]:
    """One finding each. What only a dead paragraph performs is dead as well. ALTER makes all reachable."""
    found = program.paragraphs
    if any(statement.verb == "ALTER" for paragraph in found for statement in paragraph.statements):
        return
    alive = _reached(found)
    for place, paragraph in enumerate(found):
        if place not in alive:
            yield Finding(
                file=paragraph.file,
                line=paragraph.line,
                check="dead-paragraph",
                place=f"{program.name}.{paragraph.name}",
                sentence=f"nothing in {program.name} performs {paragraph.name}, goes to it or falls into it.",
            )


def _reached(found: Sequence[Paragraph]) -> set[int]:
    """Numbers of paragraphs that run, from the first one and from declaratives on."""
    starts = [0] if found else []
    starts += [place for place, each in enumerate(found) if each.statements and each.statements[0].verb == "USE"]
    # (paragraph, last paragraph of the range that it runs in); behind that last one control returns.
    waiting = [(place, len(found) - 1) for place in starts]
    seen: set[tuple[int, int]] = set()
    while waiting:
        place, last = waiting.pop()
        if (place, last) in seen:
            continue
        seen.add((place, last))
        paragraph = found[place]
        if place < last and not paragraph.ends_elsewhere:
            waiting.append((place + 1, last))
        for statement in paragraph.statements:
            for first, end, returns in _targets(statement, found, paragraph.section):
                waiting.append((first, end if returns else max(last, len(found) - 1)))
    return {place for place, _ in seen}


def _targets(statement: Statement, found: Sequence[Paragraph], section: str) -> Iterator[tuple[int, int, bool]]:
    """(first, last, whether control comes back) of each procedure that the statement names."""
    words = statement.words
    if words[0] == "PERFORM" and len(words) > 1:
        yield from _range(words, 1, found, section, returns=True)
    elif words[0] in ("SORT", "MERGE"):
        for place, word in enumerate(words):
            if word == "PROCEDURE":
                start = place + 2 if words[place + 1 : place + 2] == ("IS",) else place + 1
                yield from _range(words, start, found, section, returns=True)
    elif words[0] == "GO":
        for word in words[1:]:
            yield from _range((word,), 0, found, section, returns=False)


def _range(
    words: Sequence[str], start: int, found: Sequence[Paragraph], section: str, *, returns: bool
) -> Iterator[tuple[int, int, bool]]:
    named = _named(words[start], found, section) if start < len(words) else ()
    if not named:
        return
    last = named[-1]
    for place in range(start + 1, len(words) - 1):
        if words[place] in ("THRU", "THROUGH"):
            last = max((last, *_named(words[place + 1], found, section)))
            break
    yield named[0], last, returns


def _named(name: str, found: Sequence[Paragraph], section: str) -> tuple[int, ...]:
    """Numbers of the paragraphs of a section, or of one paragraph; one of the own section comes first."""
    sections = tuple(place for place, each in enumerate(found) if each.section == name)
    if sections:
        return sections
    same = [place for place, each in enumerate(found) if each.name == name]
    own = [place for place in same if found[place].section == section]
    return tuple((own or same)[:1])
