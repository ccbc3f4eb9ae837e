"""The initial load: records of a file become accounts of the store, chunk by chunk; then both are reconciled.

Loading the same file again changes nothing: an account that is there stays as it is, also one that was posted on since.
So a load that broke off is repeated as a whole.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from accounts.loaded import Loaded
from accounts.store import KEY, AccountStore, Kept
from accounts.totals import Totals
from records.code_pages import CodePage
from records.codec import Codec, RecordError
from records.files import Chunk, FileError, Format, read_chunks
from records.layout import Field, Layout, Leaf
from records.value import decode
from records.value_fault import ValueFault


class Load:
    """Loads one file. layout: of its records, with the item ACCT-NUMBER, in which they ascend."""

    def __init__(self, store: AccountStore, layout: Layout, code_page: CodePage) -> None:
        """Raises LookupError: the layout has no ACCT-NUMBER."""
        self._store, self._layout, self._page = store, layout, code_page
        self._codec = Codec(layout, code_page)
        layout.find(KEY)

    def run(self, path: Path, format: Format, expected: Totals) -> Loaded:
        """Read the whole file; what is wrong with a record is listed, and the rest is loaded.

        Raises OSError: the file cannot be read; LookupError: a sum of what is not one number of each record; and errors
        of the store, after which the same call goes on.
        """
        loaded = Loaded(found=Totals(sums=dict.fromkeys(expected.sums, Decimal())))
        summed = [self._summed(name) for name in expected.sums]
        last = -1
        unreadable: list[FileError] = []
        for chunk in read_chunks(path, self._layout, format, faults=unreadable):
            accounts: dict[str, Mapping[str, Any]] = {}
            for number, offset, record in _each(chunk):
                loaded.found.records += 1
                for item in summed:
                    raw = record[item.offset : item.offset + item.length]
                    loaded.found.sums[item.field.name] += self._number(item.field, raw)
                try:
                    values = self._codec.decode(record)
                    last = _after(last, int(values[KEY]))
                    accounts[f"{last:010}"] = values
                except RecordError as error:
                    loaded.faults.add(
                        FileError(
                            file=path.name,
                            record=number,
                            offset=offset + error.offset,
                            found=f"{error.field} {error.found}",
                            expected=error.expected,
                        )
                    )
            self._keep(accounts, loaded)
            _tell(unreadable, loaded)
        _tell(unreadable, loaded)
        loaded.found.invalid = loaded.faults.count
        return loaded

    def _summed(self, name: str) -> Leaf:
        field, layout = self._layout.find(name), self._layout
        leaf = layout.by_name.get(field.name)
        areas = {each.redefines for each in layout if each.redefines}
        moves = leaf is not None and any(table.offset < leaf.offset for table in layout.tables)
        if leaf is None or not leaf.field.numeric or moves or "(" in leaf.path or areas & set(leaf.path.split(".")):
            raise LookupError(
                f"{layout.file}: {name} can be no control total; that is one number at one place of each record, for "
                "example ACCT-BALANCE"
            )
        return leaf

    def _number(self, item: Field, raw: bytes) -> Decimal:
        try:
            return Decimal(str(decode(item, raw, self._page)))
        except ValueFault:
            return Decimal()

    def _keep(self, accounts: Mapping[str, Mapping[str, Any]], loaded: Loaded) -> None:
        """Add what is missing, and compare what the store then has with the file."""
        before = self._store.read(list(accounts))
        missing = {account_id: values for account_id, values in accounts.items() if account_id not in before}
        self._store.add(missing)
        after = before | self._store.read(list(missing))
        for account_id, values in accounts.items():
            kept: Kept | None = after.get(account_id)
            if kept is not None and dict(kept.values) == values:
                loaded.added += account_id in missing
                loaded.there += account_id not in missing
            elif kept is not None and kept.version > 1:
                loaded.posted.add(account_id)
            else:
                loaded.differ.add(account_id)


def _tell(unreadable: list[FileError], loaded: Loaded) -> None:
    """What read_chunks could not read as a record is a record too."""
    for fault in unreadable:
        loaded.found.records += 1
        loaded.faults.add(fault)
    unreadable.clear()


def _each(chunk: Chunk) -> Iterator[tuple[int, int, bytes]]:
    for row, length in enumerate(chunk.lengths):
        yield int(chunk.numbers[row]), int(chunk.offsets[row]), chunk.records[row, :length].tobytes()


def _after(last: int, number: int) -> int:
    """A number that is there twice, or before a smaller one, would hide an account."""
    if number <= last:
        raise RecordError(field=KEY, offset=0, found=f"{number} after {last}", expected="ascending numbers, each once")
    return number
