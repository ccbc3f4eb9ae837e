"""The control statements of SORT: SORT FIELDS, INCLUDE or OMIT COND, SUM FIELDS=NONE, OPTION, END.

Source: DFSORT Application Programming Guide. A statement goes on in the next card after a comma; what follows a blank
is a comment, as is a card that begins with *.
"""

from dataclasses import dataclass

from batch.errors import StatementError
from batch.utilities.sort_condition import Condition, condition, field
from batch.utilities.sort_fields import Kind, SortField
from batch.utilities.tokens import Reader, Token, tokens

# Stable anyway, and always in the mainframe's order.
_OPTIONS = ("EQUALS", "NOEQUALS", "COPY")


@dataclass
class SortRequest:
    """keys: with whether they descend; none: records are copied. keep: None: all of them. without_duplicates: of
    records with equal keys the first is kept."""

    keys: list[tuple[SortField, bool]]
    copies: bool = False
    keep: Condition | None = None
    omits: bool = False
    without_duplicates: bool = False


def read_statements(cards: list[str], length: int) -> SortRequest:
    """length: of the records in bytes. Raises StatementError: not supported, or no SORT statement."""
    found = SortRequest(keys=[])
    seen: set[str] = set()
    for statement in _statements(cards):
        reader = Reader(statement)
        verb = reader.next("a statement")
        if verb.text == "END":
            break
        kind = "INCLUDE" if verb.text == "OMIT" else verb.text
        if kind in seen:
            verb.refuse(f"a second {verb.text}; each statement (and one of INCLUDE and OMIT) stands once.")
        seen.add(kind)
        match verb.text:
            case "SORT":
                _sort(reader, found, length)
            case "INCLUDE" | "OMIT":
                _take(reader, "COND", "=", "(")
                found.keep, found.omits = condition(reader, length), verb.text == "OMIT"
            case "SUM":
                _take(reader, "FIELDS", "=", "NONE")
                found.without_duplicates = True
            case "OPTION":
                _option(reader, found)
            case _:
                verb.refuse(f"'{verb.text}' is not supported; there are SORT, INCLUDE, OMIT, SUM, OPTION and END.")
        reader.end()
    if not found.keys and not found.copies:
        card = cards[0] if cards else ""
        raise StatementError("SORT FIELDS is missing; for example SORT FIELDS=(1,8,CH,A).", statement=card, column=1)
    if found.without_duplicates and not found.keys:
        raise StatementError(
            "SUM needs keys to compare; for example SORT FIELDS=(1,8,CH,A).", statement=cards[0], column=1
        )
    return found


def _sort(reader: Reader, found: SortRequest, length: int) -> None:
    _take(reader, "FIELDS", "=")
    if reader.peek() == "COPY":
        reader.take("COPY")
        found.copies = True
        return
    # FORMAT=f behind the brackets gives the format of all.
    kind = _format_behind(reader)
    reader.take("(")
    while True:
        key = field(reader, length, kind)
        reader.take(",")
        order = reader.next("A")
        if order.text not in ("A", "D"):
            order.refuse(f"order '{order.text}' is neither A nor D.")
        found.keys.append((key, order.text == "D"))
        if reader.peek() != ",":
            break
        reader.take(",")
    reader.take(")")
    if kind is not None:
        _take(reader, ",", "FORMAT", "=", str(kind))


def _format_behind(reader: Reader) -> Kind | None:
    ahead = 0
    while reader.peek(ahead):
        if [reader.peek(ahead + each) for each in range(2)] == ["FORMAT", "="] and reader.peek(ahead + 2) in list(Kind):
            return Kind(reader.peek(ahead + 2))
        ahead += 1
    return None


def _option(reader: Reader, found: SortRequest) -> None:
    while True:
        option = reader.next("an option")
        if option.text not in _OPTIONS:
            option.refuse(f"option '{option.text}' is not supported; there are {', '.join(_OPTIONS)}.")
        found.copies = found.copies or option.text == "COPY"
        if reader.peek() != ",":
            return
        reader.take(",")


def _take(reader: Reader, *texts: str) -> None:
    for text in texts:
        reader.take(text)


def _statements(cards: list[str]) -> list[list[Token]]:
    found: list[list[Token]] = []
    goes_on = False
    for card in cards:
        line = card[:71]
        if line.startswith("*") or not line.strip():
            continue
        if line[0] != " ":
            raise StatementError("a label; begin statements in column 2, as in ' SORT …'.", statement=card, column=1)
        verb_end = 0 if goes_on else len(line) - len(line.lstrip()) + len(line.split()[0])
        read = tokens(card, stop=verb_end, blank_ends=True)
        read += tokens(card, start=verb_end, stop=len(line), blank_ends=True)
        if goes_on:
            found[-1] += read
        else:
            found.append(read)
        goes_on = bool(read) and read[-1].text == ","
    return found
