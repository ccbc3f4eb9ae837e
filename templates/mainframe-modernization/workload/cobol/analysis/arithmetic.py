"""Divisions that a mainframe computes differently, and for which cobc has no option: see docs/cobol.md."""

import itertools
from collections.abc import Iterator, Sequence

from workload.cobol.analysis.findings import Finding
from workload.cobol.analysis.procedure import Paragraph
from workload.cobol.analysis.program import Program
from workload.cobol.analysis.statements import Statement
from workload.cobol.analysis.tokens import Token

# How tight an operator binds (Language Reference, Arithmetic expressions).
_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2, "**": 3}
# Where an expression ends: words of a statement or a condition around it.
_ENDING = """
    ON NOT SIZE THEN AND OR UNTIL AFTER BY TO FROM GIVING ROUNDED IS EQUAL GREATER LESS THAN COMPUTE IF WHEN PERFORM
    VARYING EVALUATE ALSO DISPLAY MOVE UPON = < > <= >= <>
"""
_ENDS = frozenset(_ENDING.split())


def divisions(program: Program) -> Iterator[Finding]:
    """`zero-divide`: a divisor may be zero and nothing catches it. `intermediate-quotient`: a quotient is used on in
    its expression (IBM Enterprise COBOL Programming Guide, Fixed-point data and intermediate results)."""
    for paragraph in program.paragraphs:
        for statement in paragraph.statements:
            yield from _of_statement(program, paragraph, statement)


def _of_statement(program: Program, paragraph: Paragraph, statement: Statement) -> Iterator[Finding]:
    words = statement.words
    catches = any(pair == ("SIZE", "ERROR") for pair in itertools.pairwise(words))
    place = program.place(paragraph)
    divisors = [] if catches else [token for token in _divisors(statement) if not _is_number_but_zero(token)]
    for divisor in divisors:
        sentence = f"{divisor.text} may be zero, which ends a step of a mainframe but not this one: add ON SIZE ERROR."
        yield Finding(file=divisor.file, line=divisor.line, check="zero-divide", place=place, sentence=sentence)
    for expression in _expressions(statement):
        for token in _inner_quotients(expression):
            yield Finding(
                file=token.file,
                line=token.line,
                check="intermediate-quotient",
                place=place,
                sentence="a quotient is used on in its expression, where a mainframe cuts it to dmax decimals: divide "
                "last, or into a field of its own.",
            )


def _divisors(statement: Statement) -> Iterator[Token]:
    tokens, words = statement.tokens, statement.words
    if statement.verb == "DIVIDE":
        # DIVIDE divisor INTO …, or DIVIDE … BY divisor GIVING ….
        yield tokens[words.index("BY") + 1] if "BY" in words[:-1] else tokens[1]
        return
    for place, word in enumerate(words[:-1]):
        if word == "/":
            yield tokens[place + 1]


def _is_number_but_zero(token: Token) -> bool:
    return token.text.replace(".", "", 1).isdigit() and token.text.strip("0.") != ""


def _expressions(statement: Statement) -> Iterator[list[Token]]:
    """Runs of tokens without a word that ends an expression; in a COMPUTE what stands behind its `=`."""
    run: list[Token] = []
    for token in statement.tokens:
        if token.text in _ENDS:
            yield run
            run = []
        else:
            run.append(token)
    yield run


def _inner_quotients(tokens: Sequence[Token]) -> Iterator[Token]:
    """Each `/` whose quotient is an operand of another operator."""
    place, found = 0, list[Token]()
    while place < len(tokens):
        place, _ = _expression(tokens, place, 0, found)
        if place < len(tokens) and (tokens[place].text in _STRENGTH or tokens[place].text == ")"):
            place += 1
    yield from found


def _expression(tokens: Sequence[Token], place: int, above: int, found: list[Token]) -> tuple[int, Token | None]:
    """Read operands and the operators between them that bind tighter than `above`.

    Returns the place behind, and the `/` whose quotient is the result, if it is one; others go to `found`.
    """
    place, outer = _operand(tokens, place, found)
    while place < len(tokens) and (strength := _STRENGTH.get(tokens[place].text, 0)) > above:
        operator = tokens[place]
        place, right = _expression(tokens, place + 1, strength, found)
        found.extend(quotient for quotient in (outer, right) if quotient is not None)
        outer = operator if operator.text == "/" else None
    return place, outer


def _operand(tokens: Sequence[Token], place: int, found: list[Token]) -> tuple[int, Token | None]:
    """Read parentheses, or a name or number with its qualifiers and subscripts. Returns the same as _expression."""
    text = tokens[place].text if place < len(tokens) else ""
    if text == "(":
        place, outer = _expression(tokens, place + 1, 0, found)
        return place + 1, outer
    if text in ("+", "-"):
        return _operand(tokens, place + 1, found)
    place += 2 if text in ("FUNCTION", "LENGTH") else 1
    while place < len(tokens):
        if tokens[place].text in ("OF", "IN"):
            place += 2
        elif tokens[place].text == "(":
            place = _behind(tokens, place)
        else:
            break
    return place, None


def _behind(tokens: Sequence[Token], place: int) -> int:
    """The place behind the parenthesis that closes the one here."""
    depth = 0
    for number in range(place, len(tokens)):
        depth += {"(": 1, ")": -1}.get(tokens[number].text, 0)
        if depth == 0:
            return number + 1
    return len(tokens)
