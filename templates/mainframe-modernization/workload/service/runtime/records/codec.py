"""One record at a time, for services: bytes → values by name, and back."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from records import value
from records.choosing import choose
from records.code_pages import CodePage
from records.layout import Layout, Leaf
from records.nest import Nest
from records.nested import Keys, flatten, path_of, put
from records.record_error import RecordError
from records.value_fault import ValueFault

__all__ = ["Codec", "RecordError"]


class Codec:
    """Values are a dict by name: groups are dicts, tables are lists, items as records.value says. Items without a name
    are left out; what is below a group without a name stands beside it, as COBOL names it.

    variant: for a redefined item the name of the one to read in its place in all records; without it each record
    is read as Layout.decided says. Raises LookupError: there is none such. known: whether a record is refused whose
    value Layout.decided does not have; otherwise it is read as the redefined item.
    """

    def __init__(
        self,
        layout: Layout,
        code_page: CodePage = CodePage.ASCII,
        variant: Mapping[str, str] | None = None,
        *,
        known: bool = True,
    ) -> None:
        layout.leaves(variant)  # Refuses a variant that is none.
        self._known = known
        self.layout, self.code_page, self.variant = layout, code_page, dict(variant or {})

    def decode(self, record: bytes) -> dict[str, Any]:
        """Raises RecordError: a length that no record of the layout has, bytes that are no value of their field, or a
        value that redefines.yaml does not have where it says the redefinition."""
        leaves, counts = self._leaves(record)
        named, nest = _nest(leaves)
        values = nest.filled([self._value(record, leaf) for leaf in named])
        for table in self.layout.tables:
            if counts.get(table.depending_on) == 0:
                # No leaf says that the table is there.
                put(values, self.layout.keys(table), [])
        return values

    def encode(self, values: Mapping[str, object], over: bytes = b"") -> bytes:
        """A record of `values`; an item that is not there is zero or spaces, as COBOL's INITIALIZE leaves it, and one
        without a name its VALUE. over: a record whose bytes stay where `values` says nothing.

        Raises RecordError: a value of an unknown name, or one that does not fit its field.
        """
        flat = flatten(values)
        leaves = (
            self._leaves_over(flat, over) if over else choose(self.layout, self.variant, _reader(flat), known=False)[0]
        )
        record = bytearray(over or _initial(leaves, self.code_page))
        for leaf in leaves:
            if leaf.keys in flat:
                record[leaf.offset : leaf.offset + leaf.length] = self._bytes(leaf, flat.pop(leaf.keys))
        for keys in flat:
            raise RecordError(field=path_of(keys), offset=0, found="a value", expected=self._expected(keys))
        return bytes(record)

    def _leaves(self, record: bytes) -> tuple[tuple[Leaf, ...], dict[str, int]]:
        name, shortest, longest = self.layout.name, self.layout.shortest, self.layout.longest
        if not shortest <= len(record) <= longest:
            expected = f"{shortest}" if shortest == longest else f"{shortest} to {longest}"
            raise RecordError(field=name, offset=0, found=f"{len(record)} bytes", expected=expected)
        leaves, counts = choose(self.layout, self.variant, lambda leaf: self._value(record, leaf), known=self._known)
        # A fixed record and a USING area have their full length, whatever the tables take of it.
        if len(record) not in (end := leaves[-1].offset + leaves[-1].length, longest):
            told = ", ".join(f"{counter} {count}" for counter, count in counts.items())
            raise RecordError(field=name, offset=0, found=f"{len(record)} bytes", expected=f"{end} with {told}")
        return leaves, counts

    def _leaves_over(self, flat: Mapping[Keys, object], over: bytes) -> tuple[Leaf, ...]:
        leaves, counts = self._leaves(over)
        for leaf in leaves:
            if leaf.field.name in counts and flat.get(leaf.keys, counts[leaf.field.name]) != counts[leaf.field.name]:
                same = f"{counts[leaf.field.name]}, as in the record before"
                raise RecordError(field=leaf.path, offset=leaf.offset, found=str(flat[leaf.keys]), expected=same)
        return leaves

    def _value(self, record: bytes, leaf: Leaf) -> value.Value:
        try:
            return value.decode(leaf.field, record[leaf.offset : leaf.offset + leaf.length], self.code_page)
        except ValueFault as fault:
            raise _error(leaf, fault) from None

    def _bytes(self, leaf: Leaf, given: object) -> bytes:
        try:
            return value.encode(leaf.field, given, self.code_page)
        except ValueFault as fault:
            raise _error(leaf, fault) from None

    def _expected(self, keys: Keys) -> str:
        names = [name for name in keys if isinstance(name, str)]
        known = [each.name for each in self.layout if each.name == names[-1]]
        return f"only items of {self.layout.name}" if not known else "the occurrences and the reading of this record"


@lru_cache(maxsize=256)
def _nest(leaves: tuple[Leaf, ...]) -> tuple[tuple[Leaf, ...], Nest]:
    named = tuple(leaf for leaf in leaves if leaf.keys)
    return named, Nest([leaf.keys for leaf in named])


@lru_cache(maxsize=256)
def _initial(leaves: tuple[Leaf, ...], code_page: CodePage) -> bytes:
    return b"".join(value.encode(leaf.field, value.initial(leaf.field), code_page) for leaf in leaves)


def _reader(flat: Mapping[Keys, object]) -> Callable[[Leaf], object]:
    return lambda leaf: flat.get(leaf.keys, value.initial(leaf.field))


def _error(leaf: Leaf, fault: ValueFault) -> RecordError:
    return RecordError(field=leaf.path, offset=leaf.offset, found=fault.found, expected=fault.expected)
