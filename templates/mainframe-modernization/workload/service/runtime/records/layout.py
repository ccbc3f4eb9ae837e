"""What a copybook says about a record."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from records.field import Field, Leaf, Sign, Usage
from records.spread import spread

__all__ = ["Field", "Layout", "Leaf", "Reading", "Sign", "Usage"]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Which redefinition a record holds. by: the name of the item that says so. names: its value → the item to read."""

    by: str
    names: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, eq=False)
class Layout:
    """One record. fields: what stands below its level 01. shortest, longest: in bytes; they differ with OCCURS
    DEPENDING ON. decided: redefined item → its reading (see records.redefines).
    """

    name: str
    file: str
    fields: tuple[Field, ...]
    shortest: int
    longest: int
    decided: Mapping[str, Reading] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Field]:
        """All fields, groups included, in the order of the copybook."""
        for each in self.fields:
            yield from each

    @cached_property
    def tables(self) -> tuple[Field, ...]:
        """Those with OCCURS DEPENDING ON."""
        return tuple(each for each in self if each.depending_on)

    @cached_property
    def by_name(self) -> Mapping[str, Leaf]:
        """The first leaf of each name, with tables at their longest and redefined items as they are defined first."""
        return {leaf.field.name: leaf for leaf in reversed(self.leaves())}

    def keys(self, wanted: Field) -> tuple[str, ...]:
        """Of a field that is in no table, as those of a leaf."""
        return _keys(self.fields, wanted)

    def find(self, name: str) -> Field:
        """The first field of that name. Raises LookupError: a sentence with the names that there are."""
        for each in self:
            if each.name == name.upper():
                return each
        names = ", ".join(each.name for each in self if not each.filler)
        raise LookupError(f"{self.file}: {self.name} has no field {name}; it has: {names}.")

    def leaves(
        self, variant: Mapping[str, str] | None = None, counts: Mapping[str, int] | None = None
    ) -> tuple[Leaf, ...]:
        """Each elementary item with its occurrences spread; together they cover each byte exactly once.

        variant: for a redefined item the name of the one to read in its place; the redefined item itself is the
        default. counts: for the item that a table depends on its value; the default is the most that the table takes.
        Raises LookupError: `variant` names what is no redefinition.
        """
        return spread(self.fields, variant or {}, counts or {}, file=self.file)


def _keys(fields: tuple[Field, ...], wanted: Field) -> tuple[str, ...]:
    for each in fields:
        if each is wanted:
            return (each.name,)
        if below := _keys(each.children, wanted):
            return below if each.filler else (each.name, *below)
    return ()
