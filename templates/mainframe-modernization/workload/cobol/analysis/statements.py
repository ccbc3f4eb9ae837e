"""Statements of a PROCEDURE DIVISION, and under how many conditions each one runs.

Source: IBM Enterprise COBOL for z/OS Language Reference, Procedure division statements and Delimited scope statements.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workload.cobol.analysis.tokens import Token

_VERBS = """
    ACCEPT ADD ALLOCATE ALTER CALL CANCEL CLOSE COMPUTE CONTINUE DELETE DISPLAY DIVIDE ENTRY EVALUATE EXEC EXIT FREE
    GENERATE GO GOBACK IF INITIALIZE INITIATE INSPECT INVOKE JSON MERGE MOVE MULTIPLY NEXT OPEN PERFORM READ RELEASE
    RETURN REWRITE SEARCH SET SORT START STOP STRING SUBTRACT TERMINATE UNLOCK UNSTRING USE WRITE XML
"""
VERBS = frozenset(_VERBS.split())
# Verbs that are a part of another statement behind these words.
_PART_OF = {"EXIT": "PERFORM", "JSON": "GENERATE", "XML": "GENERATE"}
_SCOPES = frozenset({"IF", "EVALUATE", "SEARCH"})
# Words of the phrases whose statements run only at times, and ERROR of SIZE ERROR.
_PHRASES = frozenset({"END", "INVALID", "EXCEPTION", "OVERFLOW", "END-OF-PAGE", "EOP"})
_PHRASED = """
    ACCEPT ADD CALL COMPUTE DELETE DIVIDE INVOKE JSON MULTIPLY READ RETURN REWRITE START STRING SUBTRACT UNSTRING
    WRITE XML
"""
_WITH_PHRASE = frozenset(_PHRASED.split())


@dataclass(frozen=True, kw_only=True)
class Statement:
    """tokens: from its verb to the next statement. depth: how many conditions it runs under, 0 for none."""

    tokens: tuple[Token, ...]
    depth: int

    @property
    def verb(self) -> str:
        """Its first word."""
        return self.tokens[0].text

    @property
    def words(self) -> tuple[str, ...]:
        """Its tokens as text."""
        return tuple(token.text for token in self.tokens)


def statements(source: Sequence[Token], names: set[str]) -> Iterator[Statement]:
    """Those of some sentences, WHEN as one of its own. names: of all paragraphs and sections; a PERFORM without one
    has its statements inline."""
    scopes: list[str] = []
    current: list[Token] = []
    depth = 0
    for place, token in enumerate(source):
        text, before = token.text, source[place - 1].text if place else "."
        following = source[place + 1].text if place + 1 < len(source) else "."
        if current and current[0].text == "EXEC" and current[-1].text != "END-EXEC":
            current.append(token)
            continue
        begins = text == "WHEN" or _is_verb(text, before, following)
        ends = text.startswith("END-") and text not in _PHRASES
        if current and (begins or ends or text in (".", "ELSE")):
            yield Statement(tokens=tuple(current), depth=depth)
            current = []
        if text == ".":
            scopes.clear()
        elif text in ("ELSE", "WHEN"):
            _close(scopes, "IF" if text == "ELSE" else _last_of(scopes, ("EVALUATE", "SEARCH")), keep=True)
        elif ends:
            _close(scopes, text[4:])
        if begins:
            depth = len(scopes)
            if text in _SCOPES or (text == "PERFORM" and following not in names):
                scopes.append(text)
        if begins or current:
            current.append(token)
        verb = current[0].text if current else ""
        if verb in _WITH_PHRASE and (text in _PHRASES or (before, text) == ("SIZE", "ERROR")):
            scopes.append(verb)
    if current:
        yield Statement(tokens=tuple(current), depth=depth)


def _is_verb(text: str, before: str, following: str) -> bool:
    if text == "NEXT":
        return following == "SENTENCE"
    return text in VERBS and _PART_OF.get(before) != text


def _last_of(scopes: Sequence[str], names: tuple[str, ...]) -> str:
    return next((scope for scope in reversed(scopes) if scope in names), "")


def _close(scopes: list[str], name: str, *, keep: bool = False) -> None:
    """Close scopes up to the innermost one with this name; `keep` leaves that one open. Without it: nothing."""
    if name in scopes:
        while scopes[-1] != name:
            scopes.pop()
        if not keep:
            scopes.pop()
