"""Fields of a record as a mainframe stores them, written out here a second time and without the package `records`.

The golden files have to be right where the codec of the template is wrong, so they are not made with it.
Source of each form: IBM Enterprise COBOL for z/OS Programming Guide, Formats for numeric data.
"""

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from typing import Protocol


class Page(StrEnum):
    """Code page of text and zoned digits.

    CP037 is the EBCDIC of the US, and with the euro sign (1140) the default of Enterprise COBOL's option CODEPAGE;
    1047 is that of z/OS UNIX. It holds the characters of Latin-1, so that nothing is lost on the way to ASCII.
    """

    EBCDIC = "cp037"
    ASCII = "latin-1"


class Record(Protocol):
    """What has bytes in a code page."""

    def record(self, page: Page) -> bytes:
        """All fields of one record."""


def records(found: Iterable[Record], page: Page = Page.EBCDIC) -> bytes:
    """One after the other, as in a file of fixed records."""
    return b"".join(each.record(page) for each in found)


_PLUS, _MINUS = "{ABCDEFGHI", "}JKLMNOPQR"


def text(value: str, width: int, page: Page) -> bytes:
    """PIC X(width), padded with spaces."""
    assert len(value) <= width, f"{value!r} does not fit into X({width})"
    return value.ljust(width).encode(page)


def digits(value: int, width: int, page: Page) -> bytes:
    """PIC 9(width) DISPLAY without a sign."""
    return _digits(value, width).encode(page)


def zoned(value: Decimal, width: int, page: Page) -> bytes:
    """PIC S9…V99 DISPLAY: the last digit is overpunched with the sign. width: all digits."""
    shown = _digits(_unscaled(value, 2), width)
    last = (_MINUS if value < 0 else _PLUS)[int(shown[-1])]
    return (shown[:-1] + last).encode(page)


def trailing(value: Decimal, width: int, page: Page) -> bytes:
    """PIC S9…V99 SIGN TRAILING SEPARATE. width: digits without the sign."""
    return (_digits(_unscaled(value, 2), width) + ("-" if value < 0 else "+")).encode(page)


def leading(value: Decimal, width: int, page: Page) -> bytes:
    """PIC S9…V99 SIGN LEADING SEPARATE. width: digits without the sign."""
    return (("-" if value < 0 else "+") + _digits(_unscaled(value, 2), width)).encode(page)


def packed(value: Decimal, width: int, decimals: int = 2, *, unsigned: bool = False) -> bytes:
    """PIC S9…V9… COMP-3, an odd number `width` of digits; sign nibble C or D, or F when unsigned. The same in each
    code page."""
    assert width % 2 == 1, "an even number of digits has a pad nibble, which no field here needs"
    return bytes.fromhex(_digits(_unscaled(value, decimals), width) + ("D" if value < 0 else "F" if unsigned else "C"))


def halfword(value: int) -> bytes:
    """PIC S9(4) COMP with TRUNC(STD): two bytes, big-endian, at most four digits."""
    assert abs(value) <= 9999, f"{value} has more than four digits"
    return value.to_bytes(2, "big", signed=True)


def _unscaled(value: Decimal, decimals: int) -> int:
    scaled = value.scaleb(decimals)
    assert scaled == int(scaled), f"{value} has more than {decimals} decimals"
    return int(scaled)


def _digits(value: int, width: int) -> str:
    shown = str(abs(value)).zfill(width)
    assert len(shown) == width, f"{value} has more than {width} digits"
    return shown
