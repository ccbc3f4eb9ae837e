"""Splits JCL into statements: columns, continuation, comments and in-stream data.

Source: JCL Reference, chapters "Format of statements" and "Continuing statements".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workload.jcl.cards import Card, Cards
from workload.jcl.findings import Findings, JclError, Place
from workload.jcl.instream import instream
from workload.jcl.jes import control_statement

NAME = "[A-Z@#$][A-Z0-9@#$]{0,7}"
_OPERATIONS = re.compile(
    "CNTL|COMMAND|DD|ELSE|ENDCNTL|ENDIF|EXEC|EXPORT|IF|INCLUDE|JCLLIB|JOB|NOTIFY|OUTPUT|PEND|PROC|SCHEDULE|SET"
)
# Everything behind their operation is a comment.
_BARE = frozenset({"ELSE", "ENDCNTL", "ENDIF", "PEND"})
_HEAD = re.compile(r"//(?P<name>\S*)\s+(?P<operation>\S+)\s*")


@dataclass(frozen=True, kw_only=True)
class Statement:
    """name: of the job, step, DD ("STEP.DD") or procedure; "" without. operands: joined over continuations, without
    comments. instream: the records behind a DD * or DD DATA. operation: "" for the null statement."""

    place: Place
    name: str
    operation: str
    operands: str = ""
    instream: tuple[str, ...] | None = None


def statements(text: str, *, file: str, findings: Findings) -> Iterator[Statement]:
    """The statements of `text`; those that cannot be read are refused in `findings` and left out."""
    cards = Cards(text, file=file)
    while card := cards.next():
        if card.text.startswith(("//*", "/*")):
            control_statement(card, findings)
        elif not card.text.startswith("//"):
            # JCL Reference, DD *: the system supplies the missing DD statement.
            cards.back()
            data = instream(cards, "*")
            # Blank lines alone are an editor's.
            if any(data):
                yield Statement(place=card.place, name="SYSIN", operation="DD", operands="*", instream=data)
        elif not card.field[2:].strip():
            yield Statement(place=card.place, name="", operation="")
        else:
            try:
                yield _statement(card, cards, findings)
            except JclError as error:
                findings.error(card.place, error)


def _statement(card: Card, cards: Cards, findings: Findings) -> Statement:
    if "\t" in card.field or len(card.text) > 80:
        raise JclError(f"'{card.field.strip()[:40]}'", "a statement has 80 columns at most and no tabs")
    head = _HEAD.match(card.field + " ")
    if head is None or not _OPERATIONS.fullmatch(head["operation"]):
        small = head is not None and _OPERATIONS.fullmatch(head["operation"].upper())
        reason = "JCL is written in capital letters" if small else "this is no JCL statement that is known"
        raise JclError(f"'{card.field.strip()[:40]}'", reason)
    name, operation = head["name"], head["operation"]
    if name and not re.fullmatch(rf"{NAME}(\.{NAME})?" if operation == "DD" else NAME, name):
        raise JclError(f"name '{name}'", "a name is 1 to 8 capital letters, digits, @, # or $, and begins in column 3")
    rest = card.field[head.end() :] if head.end() <= len(card.field) else ""
    if operation in _BARE:
        return Statement(place=card.place, name=name, operation=operation)
    if operation == "IF":
        return Statement(place=card.place, name=name, operation=operation, operands=_relation(rest, card, cards))
    operands = _operands(rest, card, cards, findings)
    data = None
    if operation == "DD" and re.match(r"(\*|DATA)(,|$)", operands):
        data = instream(cards, operands)
    return Statement(place=card.place, name=name, operation=operation, operands=operands, instream=data)


def _operands(rest: str, card: Card, cards: Cards, findings: Findings) -> str:
    """The parameter field: up to the first blank outside of apostrophes; a comma before it, or an open apostrophe at
    column 71, continues it."""
    found, quoted = _part(rest, quoted=False)
    last = card
    while quoted or found.endswith(","):
        following = cards.continuation()
        if following is None:
            raise JclError(
                f"'{found[-30:]}'", "the statement is continued, and the next line is no continuation (// and a blank)"
            )
        last = following
        if quoted:
            if following.field[3:15].strip():
                raise JclError(f"'{following.field.strip()}'", "text in apostrophes is continued in column 16")
            # Blanks up to column 71 are part of the text.
            part, quoted = _part(following.field[15:].ljust(56), quoted=True)
        else:
            start = len(following.field) - len(following.field[2:].lstrip()) + 1
            if not 4 <= start <= 16:
                raise JclError(f"'{following.field.strip()}'", "a continuation begins in one of the columns 4 to 16")
            part, quoted = _part(following.field[start - 1 :], quoted=False)
        found += part
    if last.column_72 and (comment := cards.continuation()) is not None:
        findings.not_converted(
            comment.place, f"'{comment.field.strip()[:40]}'", "column 72 above makes this line part of the comment"
        )
    return found


def _part(text: str, *, quoted: bool) -> tuple[str, bool]:
    """What of a card belongs to the parameter field, and whether it ends within apostrophes."""
    for position, character in enumerate(text):
        if character == "'":
            quoted = not quoted
        elif character == " " and not quoted:
            return text[:position], False
    return text, quoted


def _relation(rest: str, card: Card, cards: Cards) -> str:
    """The relational expression of an IF, up to THEN."""
    found = rest
    while (end := re.search(r"(?<!\S)THEN(?!\S)|(?<=\))THEN(?!\S)", found)) is None:
        following = cards.continuation()
        if following is None:
            raise JclError(f"IF {found.strip()[:40]}", "an IF statement ends with THEN")
        found += " " + following.field[2:]
    return found[: end.start()].strip()
