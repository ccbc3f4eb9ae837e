"""Paragraphs of a PROCEDURE DIVISION (IBM Enterprise COBOL Language Reference, Procedure division structure)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from workload.cobol.analysis.statements import VERBS, Statement, statements
from workload.cobol.analysis.tokens import Token


@dataclass(kw_only=True)
class Paragraph:
    """name: of a section's own first statements, that of the section. section: "" where there are none."""

    name: str
    section: str
    file: str
    line: int
    statements: list[Statement] = field(default_factory=list)

    @property
    def words(self) -> Iterator[str]:
        """All words of its statements."""
        return (word for statement in self.statements for word in statement.words)

    @property
    def ends_elsewhere(self) -> bool:
        """Whether its last statement always leaves it, so that nothing falls into the next paragraph."""
        if not self.statements or self.statements[-1].depth:
            return False
        last = self.statements[-1].words
        return (
            last[0] in ("GOBACK", "STOP")
            or last[:2] == ("EXIT", "PROGRAM")
            or (last[0] == "GO" and "DEPENDING" not in last)
        )


def paragraphs(source: Sequence[Token]) -> list[Paragraph]:
    """All of them in order. source: tokens behind PROCEDURE DIVISION and its period."""
    headings = dict(_headings(source))
    names = {name for name, _ in headings.values()}
    found: list[Paragraph] = []
    section = ""
    place = 0
    while place < len(source):
        if place in headings:
            name, is_section = headings[place]
            section = name if is_section else section
            token = source[place]
            found.append(Paragraph(name=name, section=section, file=token.file, line=token.line))
            place = _after_period(source, place)
            continue
        end = min((start for start in headings if start > place), default=len(source))
        if not found:
            found.append(Paragraph(name="", section="", file=source[place].file, line=source[place].line))
        found[-1].statements.extend(statements(source[place:end], names))
        place = end
    return [paragraph for paragraph in found if paragraph.statements or paragraph.name != paragraph.section]


def _headings(source: Sequence[Token]) -> Iterator[tuple[int, tuple[str, bool]]]:
    """Where a heading stands: (its name, whether it is a section's). It follows a period, alone or with SECTION."""
    for place, token in enumerate(source):
        behind_period = place == 0 or source[place - 1].text == "."
        if not behind_period or token.text in VERBS or token.text in (".", "DECLARATIVES", "END") or token.is_literal:
            continue
        following = source[place + 1].text if place + 1 < len(source) else ""
        if following in (".", "SECTION"):
            yield place, (token.text, following == "SECTION")


def _after_period(source: Sequence[Token], place: int) -> int:
    while place < len(source) and source[place].text != ".":
        place += 1
    return place + 1
