"""What an initial load found and did."""

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from accounts.totals import Totals
from records.files import FileError

# Memory must not grow with a file whose every record is wrong: so many of a kind are named, and all are counted.
MOST_NAMED = 100

T = TypeVar("T")


@dataclass
class Some(Generic[T]):
    """How many there are, and the first of them."""

    count: int = 0
    named: list[T] = field(default_factory=list)

    def add(self, one: T) -> None:
        """One more."""
        self.count += 1
        if self.count <= MOST_NAMED:
            self.named.append(one)


@dataclass(kw_only=True)
class Loaded:
    """found: totals of the file. faults: each record that is not in the store because it is wrong.

    added: accounts that were not in the store. there: those that were, as the file has them. posted: those that were,
    and that somebody has posted on. differ: those that the store has with other values, for no reason that it knows.
    """

    found: Totals
    faults: Some[FileError] = field(default_factory=Some)
    added: int = 0
    there: int = 0
    posted: Some[str] = field(default_factory=Some)
    differ: Some[str] = field(default_factory=Some)

    @property
    def in_store(self) -> int:
        """Accounts of this file that the store has."""
        return self.added + self.there + self.posted.count + self.differ.count
