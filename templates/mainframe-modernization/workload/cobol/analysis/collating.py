"""Comparisons and sorts whose result depends on the collating sequence, in a program that states none."""

from collections.abc import Iterator, Sequence

from workload.cobol.analysis.findings import Finding
from workload.cobol.analysis.program import Program
from workload.cobol.analysis.tokens import Token

_ORDER = frozenset({"<", ">", "<=", ">=", "GREATER", "LESS"})
_FILLERS = frozenset({"IS", "NOT", "THAN", "OR", "EQUAL", "TO"})
# Texts that are digits or blanks in both codes compare the same.
_FIGURATIVES = frozenset(
    {"SPACE", "SPACES", "ZERO", "ZEROS", "ZEROES", "LOW-VALUE", "LOW-VALUES", "HIGH-VALUE", "HIGH-VALUES"}
)


def order_of_text(program: Program) -> Iterator[Finding]:
    """A finding for each `<` or `>` with a text item or literal, each THRU of texts, and each SORT, MERGE or SEARCH ALL
    with a text key.

    None where the program has PROGRAM COLLATING SEQUENCE or the statement COLLATING SEQUENCE.
    """
    if program.ordered:
        return
    for paragraph in program.paragraphs:
        searched = False
        for statement in paragraph.statements:
            tokens = statement.tokens
            if statement.verb in ("SORT", "MERGE") and "COLLATING" not in statement.words:
                found = [token for token in tokens[2:] if _is_text(token, program)]
            elif statement.verb == "WHEN" and searched:
                # The key that a binary search looks for: its table is in the order of one code.
                found = [token for token in tokens[1:2] if _is_text(token, program)]
            else:
                found = [tokens[place] for place in (*_compared(tokens, program), *_ranges(tokens))]
            searched = statement.words[:2] == ("SEARCH", "ALL") or (searched and statement.verb != "WHEN")
            for token in found[:1]:
                yield Finding(
                    file=token.file,
                    line=token.line,
                    check="collating-order",
                    place=program.place(paragraph),
                    sentence=f"the order of {token.text} is that of ASCII here: state PROGRAM COLLATING SEQUENCE with "
                    "an alphabet that is EBCDIC.",
                )


def _compared(tokens: Sequence[Token], program: Program) -> Iterator[int]:
    """Places of text operands of an order comparison."""
    for place, token in enumerate(tokens):
        if token.text not in _ORDER:
            continue
        left, right = place - 1, place + 1
        while left > 0 and tokens[left].text in _FILLERS:
            left -= 1
        while right < len(tokens) and tokens[right].text in _FILLERS:
            right += 1
        operands = [_name(tokens, left), right if right < len(tokens) else left]
        figurative = any(tokens[each].text in _FIGURATIVES for each in operands)
        yield from (each for each in operands if not figurative and _is_text(tokens[each], program))


def _ranges(tokens: Sequence[Token]) -> Iterator[int]:
    """Places of texts before THRU that are of another kind than the one behind it: "A" THRU "9" is empty in ASCII."""
    for place, token in enumerate(tokens[:-1]):
        if (
            token.text in ("THRU", "THROUGH")
            and place
            and tokens[place - 1].is_literal
            and tokens[place + 1].is_literal
        ):
            first, last = (tokens[each].text.strip("'\"")[:1] for each in (place - 1, place + 1))
            if _kind(first) != _kind(last):
                yield place - 1


def _kind(character: str) -> str:
    """Digits, and capital letters, stand in one order in both codes."""
    return "digit" if character.isdigit() else "letter" if character.isupper() else character


def _name(tokens: Sequence[Token], place: int) -> int:
    """The place of the name before the parentheses that end here."""
    depth = 0
    for number in range(place, -1, -1):
        depth += {")": 1, "(": -1}.get(tokens[number].text, 0)
        if depth == 0:
            return number - 1 if tokens[number].text == "(" and number else number
    return place


def _is_text(token: Token, program: Program) -> bool:
    if token.is_literal:
        return not token.text.strip("'\"").isdigit()
    item = program.items.get(token.text)
    return item is not None and item.is_text
