"""Few of many, in which everything occurs."""

from collections.abc import Mapping
from typing import TypeVar

One = TypeVar("One")
Thing = TypeVar("Thing")


def few(of: Mapping[One, set[Thing]], wanted: set[Thing]) -> list[One]:
    """Each time the one that has most of what is still missing, the first of several. ValueError: none has it."""
    missing, found = set(wanted), list[One]()
    while missing:
        best = max(of, key=lambda each: len(of[each] & missing))
        if not of[best] & missing:
            raise ValueError(f"nothing has {missing}")
        found.append(best)
        missing -= of[best]
    return found
