"""Numbers as their digits: what a PICTURE holds, and the value of what is stored."""

from decimal import Context, Decimal, Inexact

from records.layout import Field
from records.value_fault import ValueFault

# More digits than any field has; the usual 28 would round a field of 31 without a word.
_EXACT = Context(prec=64, traps=[Inexact])
_MOST_BITS = 256


def scaled(number: int, scale: int) -> int | Decimal:
    """The value of the digits `number`."""
    return _EXACT.scaleb(Decimal(number), -scale) if scale > 0 else number * int(10**-scale)


def digits_of(field: Field, value: object) -> int:
    """The value without its point. Raises ValueFault: the field cannot hold it; nothing is cut or rounded."""
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        # Python refuses to write out a number of thousands of digits.
        raise ValueFault(
            f"a number of {value.bit_length()} bits", f"at most {field.digits} digits (PIC {field.picture})"
        )
    number = _shifted(field, value)
    if number < 0 and not field.signed:
        raise ValueFault(str(value), f"a number that is not negative (PIC {field.picture})")
    if not field.least <= number <= field.most:
        raise ValueFault(str(value), f"at most {field.digits} digits (PIC {field.picture})")
    return number


def _shifted(field: Field, value: object) -> int:
    if type(value) is int and field.scale >= 0:
        return value * int(10**field.scale)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueFault(repr(value), f"a number for PIC {field.picture}")
    exact = Decimal(value)
    if not exact.is_finite():
        raise ValueFault(repr(value), f"a number for PIC {field.picture}")
    if abs(exact.adjusted()) > _EXACT.prec:
        # Before int() writes out each of its digits.
        rule = f"{field.digits} digits, {max(field.scale, 0)} of them decimals"
        raise ValueFault(f"{exact:.2e}", f"at most {rule} (PIC {field.picture})")
    try:
        shifted = _EXACT.scaleb(exact, field.scale)
        number = int(shifted)
        whole = shifted == number
    except Inexact:
        whole = False
    if not whole:
        rule = f"at most {field.scale} decimals" if field.scale >= 0 else f"a multiple of {10**-field.scale}"
        raise ValueFault(str(value), f"{rule} (PIC {field.picture})")
    return number
