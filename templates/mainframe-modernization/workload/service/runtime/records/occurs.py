"""The clause OCCURS (IBM Enterprise COBOL Language Reference, OCCURS clause)."""

from collections.abc import Set

from records.cursor import Cursor

_PARTS = {"DEPENDING", "ASCENDING", "DESCENDING", "INDEXED"}


def read_occurs(words: Cursor, clauses: Set[str]) -> tuple[tuple[int, int], tuple[str, ...]]:
    """The fewest and the most occurrences, and the item that says how many there are, with the groups that it is in.

    words: behind OCCURS. clauses: the words that begin another clause. Keys and indexes take no storage and are passed
    over. Raises CopybookError.
    """
    low = high = words.number()
    alone = True
    if words.skip("TO"):
        high = words.number()
        alone = False
    words.skip("TIMES")
    depending_on: tuple[str, ...] = ()
    while (part := words.peek()) in _PARTS:
        words.next("")
        if part == "DEPENDING":
            words.skip("ON")
            depending_on = words.qualified()
        else:
            _names(words, clauses)
    if low != high and not depending_on:
        raise words.error("DEPENDING ON, since OCCURS has two numbers")
    # "If integer-1 is omitted, a value of 1 is assumed" (Variable-length tables).
    return (1 if alone and depending_on else low, high), depending_on


def _names(words: Cursor, clauses: Set[str]) -> None:
    for word in ("KEY", "BY", "IS"):
        words.skip(word)
    while (word := words.peek()) and word not in clauses | _PARTS:
        words.next("")
