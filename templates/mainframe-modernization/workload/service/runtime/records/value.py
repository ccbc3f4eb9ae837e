"""One elementary item: bytes → value and back.

Text is str, whole numbers are int, numbers with decimals Decimal, COMP-1 and COMP-2 float.
"""

from decimal import Decimal
from typing import Literal

from records import floats, packed, zoned
from records.code_pages import CodePage
from records.layout import Field, Sign, Usage
from records.number import digits_of, scaled
from records.value_fault import ValueFault

Value = str | int | Decimal | float
_FLOATS = (Usage.FLOAT, Usage.DOUBLE)


def decode(field: Field, raw: bytes, page: CodePage) -> Value:
    """Text without the spaces that fill it. Raises ValueFault: the bytes are no value of the field's kind."""
    if not field.numeric:
        text = page.to_text(raw)
        return text.lstrip(" ") if field.justified else text.rstrip(" ")
    number = unscaled(field, raw, page)
    if number is None:
        raise ValueFault(f"X'{raw.hex().upper()}'", described(field))
    return number if isinstance(number, float) else scaled(number, field.scale)


def text_of(field: Field, raw: bytes, page: CodePage) -> str | None:
    """The value as `key_of` writes it; None: the bytes are no value."""
    try:
        return str(decode(field, raw, page))
    except ValueFault:
        return None


def key_of(field: Field, text: str) -> str:
    """`text`, as a person writes a value, in the form that equal values share."""
    return str(int(text)) if field.numeric and text.isdecimal() else text.rstrip(" ")


def initial(field: Field) -> Value:
    """What INITIALIZE leaves in an item with a name; one without a name gets its VALUE."""
    if field.numeric:
        return 0.0 if field.usage in _FLOATS else 0
    return (field.value if field.filler else "") or ""


def unscaled(field: Field, raw: bytes, page: CodePage) -> int | float | None:
    """A number without its point; None: the bytes are no number."""
    match field.usage:
        case Usage.FLOAT | Usage.DOUBLE:
            return floats.decode(raw, page)
        case Usage.PACKED:
            return packed.decode(field, raw)
        case Usage.BINARY | Usage.NATIVE:
            return int.from_bytes(raw, byte_order(field, page), signed=field.signed)
        case _:
            return zoned.decode(field, raw, page)


def encode(field: Field, value: object, page: CodePage) -> bytes:
    """Raises ValueFault: a value that the field cannot hold; nothing is cut or rounded."""
    if not field.numeric:
        return _text(field, value, page)
    if field.usage in _FLOATS:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueFault(repr(value), "a float")
        raw = floats.encode(float(value), field.length, page)
        if raw is None:
            raise ValueFault(repr(value), f"a number within the range of {field.usage}")
        return raw
    number = digits_of(field, value)
    match field.usage:
        case Usage.PACKED:
            return packed.encode(field, number)
        case Usage.BINARY | Usage.NATIVE:
            return number.to_bytes(field.length, byte_order(field, page), signed=field.signed)
        case _:
            return zoned.encode(field, number, page)


def byte_order(field: Field, page: CodePage) -> Literal["big", "little"]:
    """COMP is stored highest byte first on both; COMP-5 as the machine does."""
    return "little" if field.usage is Usage.NATIVE and not page.ebcdic else "big"


def described(field: Field) -> str:
    """For "expected …": what the bytes of a number may be."""
    picture = f"{field.name} PIC {field.picture}" if field.picture else field.name
    what = {
        Usage.PACKED: f"digits and the sign nibble {' or '.join(packed.signs(field))}",
        Usage.DISPLAY: "digits" if field.sign is Sign.NONE else f"digits with the sign {field.sign}",
    }.get(field.usage, "a number")
    return f"{what} ({picture} {field.usage})"


def _text(field: Field, value: object, page: CodePage) -> bytes:
    if not isinstance(value, str):
        raise ValueFault(repr(value), f"text for PIC {field.picture}")
    if len(value) > field.length:
        raise ValueFault(f"{len(value)} characters", f"at most {field.length} (PIC {field.picture})")
    try:
        raw = page.to_bytes(value)
    except UnicodeEncodeError as error:
        raise ValueFault(f"the character {value[error.start]!r}", f"characters of code page {page}") from None
    return raw.rjust(field.length, page.space) if field.justified else raw.ljust(field.length, page.space)
