"""Fields of SORT as bytes whose order is the order of their values.

Text is compared in the order of the mainframe (code page 037), although the records are ASCII: there letters come
before digits, and small letters before capitals. Numbers become a sign and their digits, or their bytes.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from records.code_pages import CodePage

Bytes = NDArray[np.uint8]
_ORDER = np.frombuffer(CodePage.ASCII.table_to(CodePage.CP037), np.uint8)
_BLANK = int(_ORDER[ord(" ")])
# The digit of the last byte of a zoned field, and whether its sign is minus: IBM Enterprise COBOL Language Reference,
# SIGN clause; the overpunched letters of EBCDIC, which an ASCII file keeps.
_INVALID = 255
_DIGIT = np.full(256, _INVALID, np.uint8)
_MINUS = np.zeros(256, bool)
for _digit in range(10):
    for _character, _negative in ((str(_digit), False), ("{ABCDEFGHI"[_digit], False), ("}JKLMNOPQR"[_digit], True)):
        _DIGIT[ord(_character)] = _digit
        _MINUS[ord(_character)] = _negative


class Kind(StrEnum):
    """Formats of DFSORT: text, unsigned and signed binary, zoned and packed decimal."""

    CH = "CH"
    BI = "BI"
    FI = "FI"
    ZD = "ZD"
    PD = "PD"


@dataclass(frozen=True, kw_only=True)
class SortField:
    """offset: from 0. length: bytes."""

    offset: int
    length: int
    kind: Kind


class InvalidDigit(Exception):
    """row: of the first record whose field is no number."""

    def __init__(self, row: int) -> None:
        super().__init__()
        self.row = row


def order_key(records: Bytes, field: SortField) -> Bytes:
    """(n, width): rows compare as the field's values do. Raises InvalidDigit."""
    found = records[:, field.offset : field.offset + field.length]
    match field.kind:
        case Kind.CH:
            return _ORDER[found]
        case Kind.BI:
            return found.copy()
        case Kind.FI:
            flipped = found.copy()
            flipped[:, 0] ^= 0x80
            return flipped
        case Kind.ZD:
            # A zone in the middle is not looked at, as DFSORT does not.
            digits = np.where(found >= 0x30, _DIGIT[found], _INVALID)
            return _signed(digits, _MINUS[found[:, -1]])
        case Kind.PD:
            nibbles = np.stack((found >> 4, found & 0x0F), axis=2).reshape(len(found), -1)
            sign = nibbles[:, -1]
            digits = np.where(nibbles[:, :-1] < 10, nibbles[:, :-1], _INVALID)
            digits[sign < 10, 0] = _INVALID
            return _signed(digits, (sign == 0x0D) | (sign == 0x0B))


def number_key(value: int, field: SortField) -> Bytes | None:
    """(width,): that of a number. None: the field cannot hold it."""
    match field.kind:
        case Kind.BI | Kind.FI:
            shifted = value + (1 << (8 * field.length - 1) if field.kind is Kind.FI else 0)
            if not 0 <= shifted < 1 << (8 * field.length):
                return None
            return np.frombuffer(shifted.to_bytes(field.length, "big"), np.uint8)
        case _:
            width = field.length if field.kind is Kind.ZD else 2 * field.length - 1
            text = str(abs(value)).zfill(width)
            if len(text) > width:
                return None
            digits = np.array([[int(digit) for digit in text]], np.uint8)
            key: Bytes = _signed(digits, np.array([value < 0]))[0]
            return key


def text_key(value: bytes, field: SortField) -> Bytes:
    """(width,): that of a text, filled with blanks or cut to the field's length, as DFSORT does."""
    key = np.full(field.length, _BLANK, np.uint8)
    translated = _ORDER[np.frombuffer(value[: field.length], np.uint8)]
    key[: len(translated)] = translated
    return key


def _signed(digits: Bytes, minus: NDArray[np.bool_]) -> Bytes:
    wrong = (digits == _INVALID).any(axis=1)
    if wrong.any():
        raise InvalidDigit(int(np.argmax(wrong)))
    # Minus zero is zero.
    minus = minus & (digits != 0).any(axis=1)
    key = np.empty((len(digits), digits.shape[1] + 1), np.uint8)
    key[:, 0] = ~minus
    key[:, 1:] = np.where(minus[:, None], 9 - digits, digits)
    return key


def compared(left: Bytes, right: Bytes) -> NDArray[np.int8]:
    """(n,): −1, 0 or 1 for each row of `left` against that of `right`, which may be one row for all."""
    different = left != right
    at = different.argmax(axis=1)
    rows = np.arange(len(left))
    greater = left[rows, at] > np.broadcast_to(right, left.shape)[rows, at]
    return np.where(different.any(axis=1), np.where(greater, 1, -1), 0).astype(np.int8)
