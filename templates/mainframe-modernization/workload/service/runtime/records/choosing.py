"""One record: which redefinition it holds and how many occurrences its tables have."""

from collections.abc import Callable, Mapping

from records.layout import Layout, Leaf
from records.record_error import RecordError
from records.value import key_of


def choose(
    layout: Layout, variant: Mapping[str, str], read: Callable[[Leaf], object], *, known: bool
) -> tuple[tuple[Leaf, ...], dict[str, int]]:
    """The leaves of the record, and its counts. variant: goes before Layout.decided. read: the value at a leaf. known:
    the record must say its redefinition; otherwise one that does not is read as the redefined item, as a record that is
    only begun.

    Raises RecordError: less or more occurrences than the table takes; what `read` raises.
    """
    named = dict(variant)
    for item, reading in layout.decided.items():
        if item not in named:
            leaf = layout.by_name[reading.by]
            value = str(read(leaf))
            name = reading.names.get(key_of(leaf.field, value))
            if known and name is None:
                expected = f"{', '.join(reading.names)}, as redefines.yaml has for {item}"
                raise RecordError(field=leaf.path, offset=leaf.offset, found=repr(value), expected=expected)
            named[item] = name or item
    counts: dict[str, int] = {}
    for table in layout.tables:
        # A counter may stand behind another table, so that its place is known only then.
        leaf_of = {each.field.name: each for each in layout.leaves(named, counts)}
        leaf_found = leaf_of.get(table.depending_on)
        if leaf_found is None:
            # The table is in a redefinition that is not read, and so is its counter.
            continue
        count = read(leaf_found)
        if not isinstance(count, int) or not table.occurs_at_least <= count <= table.occurs:
            raise RecordError(
                field=leaf_found.path,
                offset=leaf_found.offset,
                found=str(count),
                expected=f"{table.occurs_at_least} to {table.occurs}, the occurrences of {table.name}",
            )
        counts[table.depending_on] = count
    return layout.leaves(named, counts), counts
