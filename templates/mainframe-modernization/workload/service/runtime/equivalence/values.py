"""Two values of one elementary item: whether they are the same, and how a person reads them.

Numbers are compared by value: the sign codes X'C' and X'F' are both plus, and -0 equals +0, because a COBOL program
cannot tell them apart either: zero is a unique value, regardless of its sign (IBM Enterprise COBOL Language Reference,
comparison of numeric operands). Where later jobs see the bytes, as a sort does, a rule `bytes` says so.
"""

from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from equivalence.plan import Treatment
from records.code_pages import CodePage
from records.decoding import decode
from records.layout import Field, Leaf, Usage
from records.value import described, unscaled

Records = NDArray[np.uint8]
Mask = NDArray[np.bool_]


def differing(leaf: Leaf, how: Treatment, golden: Records, output: Records) -> tuple[Mask, int]:
    """Which rows differ in this item, and how many do within its tolerance.

    golden, output: (n, length) the bytes of the item, in rows where they are not the same.
    """
    if how.by_bytes or not (leaf.field.numeric or how.patterns):
        return np.ones(len(golden), dtype=np.bool_), 0
    if leaf.field.numeric:
        return _numbers_differ(leaf, how, golden, output)
    pairs = zip(golden, output, strict=True)
    return np.array([how.text(left.tobytes()) != how.text(right.tobytes()) for left, right in pairs], np.bool_), 0


def _numbers_differ(leaf: Leaf, how: Treatment, golden: Records, output: Records) -> tuple[Mask, int]:
    (left, left_valid), (right, right_valid) = (
        decode(leaf.field, np.ascontiguousarray(each.T), CodePage.ASCII) for each in (golden, output)
    )
    # One that is no number equals only its own bytes.
    invalid = ~(left_valid & right_valid)
    by_value = ~invalid & np.asarray(left != right, dtype=np.bool_)
    if how.tolerance is None or not by_value.any():
        return by_value | invalid, 0
    most = how.tolerance.scaleb(leaf.field.scale)
    limit = float(most) if left.dtype.kind == "f" else int(most)
    within = by_value & np.asarray(np.abs(left - right) <= limit, dtype=np.bool_)
    return (by_value & ~within) | invalid, int(within.sum())


def hexadecimal(raw: bytes) -> str:
    """Bytes in the notation of a COBOL literal, for example X'012C'."""
    return f"X'{raw.hex().upper()}'"


def shown(leaf: Leaf, record: Records) -> str:
    """The value of a record's item as a person reads it; what cannot be read, as X'hex'. record: (length,)."""
    raw = raw_of(leaf, record)
    if not leaf.field.numeric:
        return quoted(raw)
    number = value(leaf, raw)
    return hexadecimal(raw) if number is None else f"{number:f}"


def raw_of(leaf: Leaf, record: Records) -> bytes:
    """The bytes of a record's item."""
    return record[leaf.offset : leaf.offset + leaf.length].tobytes()


def value(leaf: Leaf, raw: bytes) -> Decimal | None:
    """The number of a numeric item; None: it holds none."""
    number = unscaled(leaf.field, raw, CodePage.ASCII)
    if number is None:
        return None
    return Decimal(repr(number)) if isinstance(number, float) else Decimal(number).scaleb(-leaf.field.scale)


def quoted(raw: bytes) -> str:
    """Text in quotes without the spaces at its end; bytes that are no printable character as \\xNN."""
    text = raw.rstrip(b" ").decode("latin-1")
    return "'" + "".join(each if each.isprintable() else f"\\x{ord(each):02x}" for each in text) + "'"


def note(leaf: Leaf, expected: Records, actual: Records) -> str:
    """What a difference looks like, or "". expected, actual: (length,), one record each."""
    if not leaf.field.numeric:
        return ""
    left, right = value(leaf, raw_of(leaf, expected)), value(leaf, raw_of(leaf, actual))
    if left is None or right is None:
        side, record = ("the output", actual) if right is None else ("the golden file", expected)
        return f"{side} holds no number: {flaw(leaf.field, raw_of(leaf, record))}"
    if left == right:
        return "equal by value, compared by bytes"
    if left == -right:
        return "the sign is lost" if left < 0 else "the sign is gained"
    if leaf.field.digits and abs(left - right) == Decimal(1).scaleb(-leaf.field.scale):
        return "by one unit of the last decimal: another rounding or truncation"
    return ""


def flaw(field: Field, raw: bytes) -> str:
    """Why these bytes are no number of this field (z/Architecture Principles of Operation, packed decimal format)."""
    if field.usage is Usage.PACKED:
        for place, byte in enumerate(raw):
            last = place == len(raw) - 1
            if byte >> 4 > 9 or (byte & 15 > 9) != last:
                wanted = "a digit 0-9 and a sign" if last else "two digits 0-9"
                return f"byte {place + 1} of {len(raw)} is X'{byte:02X}', expected {wanted}"
    return f"{hexadecimal(raw)}, expected {described(field)}"
