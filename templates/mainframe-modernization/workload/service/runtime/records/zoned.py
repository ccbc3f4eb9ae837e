"""Digits in DISPLAY: a byte each, the sign over a digit or beside them (IBM Enterprise COBOL, SIGN clause).

In EBCDIC a digit has the zone F, over it stands C for plus and D for minus: `{ABCDEFGHI` and `}JKLMNOPQR` in code page
037. In ASCII these characters stay, as cobc reads them with -fsign=EBCDIC. They are bytes, not characters, in every
code page: 273 has other letters where 037 has the braces.
"""

from functools import cache

from records.code_pages import CodePage
from records.layout import Field, Sign

INVALID = 255
# Added to a digit that carries a minus.
NEGATIVE = 16
_PLUS, _MINUS = b"{ABCDEFGHI", b"}JKLMNOPQR"
SEPARATE = (Sign.LEADING_SEPARATE, Sign.TRAILING_SEPARATE)
LEADING = (Sign.LEADING_SEPARATE, Sign.LEADING_OVERPUNCH)


@cache
def digits(page: CodePage) -> bytes:
    """Byte → digit, or INVALID."""
    table = bytearray([INVALID] * 256)
    for digit in range(10):
        table[_digit(page, digit)] = digit
    return bytes(table)


@cache
def overpunched(page: CodePage) -> bytes:
    """Byte → digit, NEGATIVE + digit, or INVALID. A digit without a sign counts as plus."""
    table = bytearray(digits(page))
    for digit in range(10):
        table[signed_digit(page, digit, minus=False)] = digit
        table[signed_digit(page, digit, minus=True)] = NEGATIVE + digit
    return bytes(table)


@cache
def separate(page: CodePage) -> bytes:
    """Byte → 0 for plus, NEGATIVE for minus, or INVALID."""
    table = bytearray([INVALID] * 256)
    table[page.characters.index("+")], table[page.characters.index("-")] = 0, NEGATIVE
    return bytes(table)


def decode(field: Field, raw: bytes, page: CodePage) -> int | None:
    """The digits as a whole number; None where a byte is no digit or no sign."""
    read = bytearray(raw.translate(digits(page)))
    minus = False
    if field.sign is not Sign.NONE:
        place = 0 if field.sign in LEADING else len(raw) - 1
        table = separate(page) if field.sign in SEPARATE else overpunched(page)
        sign = table[raw[place]]
        if sign == INVALID:
            return None
        minus, read[place] = sign >= NEGATIVE, sign % NEGATIVE
        if field.sign in SEPARATE:
            del read[place]
    if max(read) > 9:
        return None
    number = int(read.translate(_DECIMAL))
    return -number if minus else number


def encode(field: Field, number: int, page: CodePage) -> bytes:
    """number: of at most field.digits digits."""
    text = f"{abs(number):0{field.digits}}".encode("ascii")
    plain = text.translate(_EBCDIC_DIGITS) if page.ebcdic else text
    if field.sign is Sign.NONE:
        return plain
    leading = field.sign in LEADING
    if field.sign in SEPARATE:
        sign = bytes([page.place["-" if number < 0 else "+"]])
        return sign + plain if leading else plain + sign
    place = 0 if leading else -1
    raw = bytearray(plain)
    raw[place] = signed_digit(page, text[place] - 0x30, minus=number < 0)
    return bytes(raw)


# int() reads the text of digits faster than a loop adds them.
_DECIMAL = bytes(range(0x30, 0x3A)) + bytes(246)
_EBCDIC_DIGITS = bytes(0x30) + bytes(range(0xF0, 0xFA)) + bytes(256 - 0x3A)


def _digit(page: CodePage, digit: int) -> int:
    return (0xF0 if page.ebcdic else 0x30) + digit


def signed_digit(page: CodePage, digit: int, *, minus: bool) -> int:
    if page.ebcdic:
        return (0xD0 if minus else 0xC0) + digit
    return (_MINUS if minus else _PLUS)[digit]
