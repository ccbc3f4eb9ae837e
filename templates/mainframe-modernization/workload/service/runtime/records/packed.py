"""COMP-3: two digits a byte, the sign in the last half of the last (IBM Enterprise COBOL, PACKED-DECIMAL)."""

from records.layout import Field


def signs(field: Field) -> str:
    """The sign nibbles that the class test NUMERIC takes with IBM's defaults NUMCLS(PRIM) and NUMPROC(NOPFD)."""
    return "CDF" if field.signed else "F"


def decode(field: Field, raw: bytes) -> int | None:
    """The digits as a whole number; None for a nibble that is no digit or no sign, or a digit in an unused nibble."""
    nibbles = raw.hex().upper()
    number, sign = nibbles[:-1], nibbles[-1]
    if not number.isdecimal() or sign not in signs(field) or (field.digits % 2 == 0 and number[0] != "0"):
        return None
    return -int(number) if sign == "D" else int(number)


def encode(field: Field, number: int) -> bytes:
    """number: of at most field.digits digits."""
    sign = "D" if number < 0 else "C" if field.signed else "F"
    return bytes.fromhex(f"{abs(number)}{sign}".zfill(field.length * 2))
