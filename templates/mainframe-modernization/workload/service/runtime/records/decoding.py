"""The numbers of one elementary item in many records at once."""

import numpy as np
from numpy.typing import NDArray

from records import packed, value, zoned
from records.code_pages import CodePage
from records.layout import Field, Sign, Usage

# What an int64 holds for certain.
_MOST_DIGITS = 18
Numbers = NDArray[np.int64] | NDArray[np.float64] | NDArray[np.object_]
Decoded = tuple[Numbers, NDArray[np.bool_]]
_Signed = tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_]]


def decode(field: Field, places: NDArray[np.uint8], page: CodePage) -> Decoded:
    """places: (length, n), so that each byte of the item lies beside that of the next record. As Columns.numbers."""
    if field.usage in (Usage.FLOAT, Usage.DOUBLE) or field.digits > _MOST_DIGITS:
        return _one_by_one(field, places, page)
    if field.usage in (Usage.BINARY, Usage.NATIVE):
        return _binary(field, places, page)
    numbers, minus, valid = _packed(field, places) if field.usage is Usage.PACKED else _zoned(field, places, page)
    np.negative(numbers, out=numbers, where=minus)
    numbers[~valid] = 0
    return numbers, valid


def _binary(field: Field, places: NDArray[np.uint8], page: CodePage) -> Decoded:
    kind = f"{'>' if value.byte_order(field, page) == 'big' else '<'}{'i' if field.signed else 'u'}{field.length}"
    numbers = np.ascontiguousarray(places.T).view(kind).reshape(-1)
    # Of the largest unsigned numbers an int64 would make negative ones.
    converted: Numbers = numbers.astype(object) if kind.endswith("u8") else numbers.astype(np.int64)
    return converted, np.ones(len(numbers), np.bool_)


def _zoned(field: Field, places: NDArray[np.uint8], page: CodePage) -> _Signed:
    separate, at_start = field.sign in zoned.SEPARATE, field.sign in zoned.LEADING
    of_digits = places[1:] if separate and at_start else places[:-1] if separate else places
    digits = of_digits - np.uint8(0xF0 if page.ebcdic else 0x30)
    if field.sign is Sign.NONE:
        return _horner(digits, 10), np.zeros(places.shape[1], np.bool_), digits.max(axis=0) <= 9
    place = 0 if at_start else -1
    table = zoned.separate(page) if separate else zoned.overpunched(page)
    signs = np.frombuffer(table, np.uint8)[places[place]]
    if not separate:
        digits[place] = signs & ~np.uint8(zoned.NEGATIVE)
    valid = (signs != zoned.INVALID) & (digits.max(axis=0) <= 9)
    return _horner(digits, 10), signs & zoned.NEGATIVE > 0, valid


def _packed(field: Field, places: NDArray[np.uint8]) -> _Signed:
    high, low = places >> 4, places & 15
    sign = low[-1]
    valid = (high.max(axis=0) <= 9) & np.isin(sign, [int(each, 16) for each in packed.signs(field)])
    if field.length > 1:
        valid &= low[:-1].max(axis=0) <= 9
    if field.digits % 2 == 0:
        valid &= high[0] == 0
    numbers = _horner(high[:-1] * np.uint8(10) + low[:-1], 100)
    return numbers * 10 + high[-1], sign == 13, valid


def _horner(places: NDArray[np.uint8], base: int) -> NDArray[np.int64]:
    numbers = np.zeros(places.shape[1], np.int64)
    for place in places:
        numbers *= base
        numbers += place
    return numbers


def _one_by_one(field: Field, places: NDArray[np.uint8], page: CodePage) -> Decoded:
    floating = field.usage in (Usage.FLOAT, Usage.DOUBLE)
    found = [value.unscaled(field, raw.tobytes(), page) for raw in places.T]
    numbers = [each or 0 for each in found]
    valid = np.array([each is not None for each in found], np.bool_)
    return (np.array(numbers, np.float64) if floating else np.array(numbers, np.object_)), valid
