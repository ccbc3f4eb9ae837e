"""Keys of records: what makes two records the same one."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from equivalence.values import shown
from records.code_pages import CodePage
from records.columns import Columns
from records.files import Chunk
from records.layout import Leaf


class Keys:
    """The fields `leaves` of a layout, in this order."""

    def __init__(self, leaves: Sequence[Leaf]) -> None:
        self._leaves = tuple(leaves)

    def of(self, chunk: Chunk) -> NDArray[np.void]:
        """(n,): bytes that are equal for equal keys. Numbers count by value, so that X'12C' and X'12F' are one key."""
        parts = [self._part(chunk.records, leaf) for leaf in self._leaves]
        joined = np.ascontiguousarray(np.concatenate(parts, axis=1))
        return joined.view(np.dtype((np.void, joined.shape[1]))).reshape(-1)

    def text(self, record: NDArray[np.uint8]) -> str:
        """As a person reads it, for example "ACCT-NUMBER=12"; "" without a key. record: (length,)."""
        return ", ".join(f"{leaf.path}={shown(leaf, record)}" for leaf in self._leaves)

    def _part(self, records: NDArray[np.uint8], leaf: Leaf) -> NDArray[np.uint8]:
        raw = records[:, leaf.offset : leaf.offset + leaf.length]
        if not leaf.field.numeric:
            return raw
        values, valid = Columns(records, self._leaves, CodePage.ASCII).numbers(leaf)
        if values.dtype == np.object_:
            # Above 18 digits; as text they are a key as well.
            values = np.array([str(value) for value in values], dtype="S48")
        numbers = np.ascontiguousarray(values).view(np.uint8).reshape(len(records), -1)
        # What is no number is a key by its bytes, and never the same as one that is.
        part = np.zeros((len(records), 1 + max(raw.shape[1], numbers.shape[1])), dtype=np.uint8)
        part[:, 0] = valid
        part[:, 1 : 1 + numbers.shape[1]] = numbers
        invalid = np.flatnonzero(~valid)
        part[invalid, 1:] = 0
        part[invalid, 1 : 1 + raw.shape[1]] = raw[invalid]
        return part
