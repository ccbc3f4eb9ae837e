"""The nested dicts and lists of one reading of a record, planned once so that each record is quickly put into them."""

from collections.abc import Iterable, Sequence
from typing import Any

from records.nested import Keys


class Nest:
    """keys: of the values, in the order in which they come; occurrences of a table in theirs."""

    def __init__(self, keys: Sequence[Keys]) -> None:
        # What holds others: its own holder by number (0 is the record), its key there, and whether it is a list.
        self._holders: list[tuple[int, str | int, bool]] = []
        self._places: list[tuple[int, str | int]] = []
        numbers: dict[Keys, int] = {(): 0}
        for each in keys:
            for depth in range(1, len(each)):
                if each[:depth] not in numbers:
                    holder = numbers[each[: depth - 1]]
                    self._holders.append((holder, each[depth - 1], isinstance(each[depth], int)))
                    numbers[each[:depth]] = len(self._holders)
            self._places.append((numbers[each[:-1]], each[-1]))

    def filled(self, values: Iterable[object]) -> dict[str, Any]:
        """As many values as keys."""
        record: dict[str, Any] = {}
        holders: list[Any] = [record]
        for holder, key, is_list in self._holders:
            made: Any = [] if is_list else {}
            _add(holders[holder], key, made)
            holders.append(made)
        for (holder, key), value in zip(self._places, values, strict=True):
            _add(holders[holder], key, value)
        return record


def _add(holder: Any, key: str | int, value: object) -> None:
    if type(holder) is list:
        holder.append(value)
    else:
        holder[key] = value
