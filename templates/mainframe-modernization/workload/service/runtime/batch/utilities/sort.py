"""SORT: SORTIN to SORTOUT, in memory but for the records: about eight bytes and the keys' length for each record."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from batch.utilities.dds import Dd, DdError, Dds
from batch.utilities.sort_fields import Bytes, InvalidDigit, order_key
from batch.utilities.sort_statements import SortRequest, read_statements

_ROWS = 1 << 16


class SortError(Exception):
    """A record whose key is no number."""


def run(dds: Dds) -> int:
    """0. Raises StatementError, DdError and SortError; then SORTOUT counts for nothing."""
    source, target = dds.needed("SORTIN"), dds.needed("SORTOUT")
    if source.format not in ("", "fixed") or not source.length:
        raise DdError(
            f"SORTIN has {source.format or 'unknown'} records of length {source.length or 'unknown'}; SORT reads fixed "
            "ones of a length that jobs/datasets.yaml or the DD gives, for example {format: fixed, length: 80}."
        )
    request = read_statements(dds.cards("SYSIN"), source.length)
    records = _records(source)
    rows = _kept(records, request)
    order = _ordered(records, rows, request)
    with target.path.open("wb") as file:
        for at in range(0, len(order), _ROWS):
            file.write(records[order[at : at + _ROWS]].tobytes())
    print(f"SORT: {len(records)} records in, {len(records) - len(rows)} not included, {len(order)} out.")
    return 0


def _records(source: Dd) -> Bytes:
    # An empty file cannot be mapped.
    if not source.path.stat().st_size:
        return np.zeros((0, source.length), np.uint8)
    return np.memmap(source.path, np.uint8, "r").reshape(-1, source.length)


def _kept(records: Bytes, request: SortRequest) -> NDArray[np.int64]:
    """The rows that INCLUDE and OMIT leave."""
    if request.keep is None:
        return np.arange(len(records))
    found = [np.zeros(0, np.int64)]
    for first, chunk in _chunks(records):
        try:
            mask = request.keep(chunk)
        except InvalidDigit as error:
            raise _invalid(first + error.row, chunk[error.row]) from error
        found.append(np.flatnonzero(mask != request.omits) + first)
    return np.concatenate(found)


def _ordered(records: Bytes, rows: NDArray[np.int64], request: SortRequest) -> NDArray[np.int64]:
    if not request.keys or not len(rows):
        return rows
    words = _key_words(records, rows, request)
    # The last of its keys is the first to sort by, and equal keys stay in their order.
    order = np.lexsort(words[::-1])
    if request.without_duplicates:
        changes = np.ones(len(order), bool)
        changes[1:] = np.any([word[order][1:] != word[order][:-1] for word in words], axis=0)
        order = order[changes]
    return rows[order]


def _key_words(records: Bytes, rows: NDArray[np.int64], request: SortRequest) -> list[NDArray[np.uint64]]:
    """The keys side by side, eight bytes a word, so that words compare as the bytes do."""
    filled: Bytes | None = None
    for at in range(0, len(rows), _ROWS):
        chunk = records[rows[at : at + _ROWS]]
        parts = []
        for key, descends in request.keys:
            try:
                part = order_key(chunk, key)
            except InvalidDigit as error:
                raise _invalid(int(rows[at + error.row]), chunk[error.row]) from error
            parts.append(~part if descends else part)
        side_by_side = np.concatenate(parts, axis=1)
        if filled is None:
            filled = np.zeros((len(rows), -(-side_by_side.shape[1] // 8) * 8), np.uint8)
        filled[at : at + len(chunk), : side_by_side.shape[1]] = side_by_side
    assert filled is not None
    words = filled.view(">u8").astype(np.uint64)
    return [words[:, column] for column in range(words.shape[1])]


def _chunks(records: Bytes) -> Iterator[tuple[int, Bytes]]:
    for at in range(0, len(records), _ROWS):
        yield at, np.asarray(records[at : at + _ROWS])


def _invalid(row: int, record: Bytes) -> SortError:
    text = record[:40].tobytes().decode("latin-1")
    return SortError(f"record {row + 1} of SORTIN ('{text}…') has a key that is no number of its format.")
