"""COMP-1 and COMP-2: a mainframe stores hexadecimal floating point, GnuCOBOL on x86 and Arm IEEE 754.

Source: IBM z/Architecture Principles of Operation, Hexadecimal-floating-point instructions: sign, 7 bits of exponent to
base 16 (excess 64), fraction of 24 or 56 bits.
"""

import math
import struct

from records.code_pages import CodePage

_BIAS, _MOST = 64, 127


def decode(raw: bytes, page: CodePage) -> float | None:
    """None: a bit pattern that is no number, or a number that no Python float holds."""
    if not page.ebcdic:
        number: float = struct.unpack("<f" if len(raw) == 4 else "<d", raw)[0]
        return number if math.isfinite(number) else None
    bits = len(raw) * 8 - 8
    fraction = int.from_bytes(raw[1:])
    number = math.ldexp(float(fraction), (raw[0] & 0x7F) * 4 - _BIAS * 4 - bits)
    return -number if raw[0] & 0x80 else number


def encode(number: float, length: int, page: CodePage) -> bytes | None:
    """The nearest that the form holds; None beyond its range."""
    if not math.isfinite(number):
        return None
    if not page.ebcdic:
        try:
            return struct.pack("<f" if length == 4 else "<d", number)
        except OverflowError:
            return None
    return _hexadecimal(number, length)


def _hexadecimal(number: float, length: int) -> bytes | None:
    bits = length * 8 - 8
    mantissa, exponent = math.frexp(abs(number))
    power = -(-exponent // 4)
    fraction = round(math.ldexp(mantissa, bits + exponent - power * 4))
    if fraction >> bits:
        fraction, power = fraction >> 4, power + 1
    if fraction == 0 or power + _BIAS < 0:
        return bytes(length)
    if power + _BIAS > _MOST:
        return None
    sign = 0x80 if number < 0 else 0
    return bytes([sign | (power + _BIAS)]) + fraction.to_bytes(length - 1)
