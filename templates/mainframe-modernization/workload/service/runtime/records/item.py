"""One elementary item: how many bytes it takes and how its number is stored."""

from dataclasses import dataclass

from records.clauses import Clauses
from records.entries import Entry
from records.layout import Field, Sign, Usage
from records.picture import Picture, PictureError, analyse

_FLOATS = {Usage.FLOAT: 4, Usage.DOUBLE: 8}
_BINARY = {Usage.BINARY, Usage.NATIVE}
_MOST_BINARY_DIGITS = 18


@dataclass(frozen=True)
class Inherited:
    """USAGE and SIGN of the groups above, that hold where an item has none of its own."""

    usage: Usage | None = None
    sign: str = ""
    separate: bool = False

    def below(self, clauses: Clauses) -> "Inherited":
        usage = clauses.usage or self.usage
        return (
            Inherited(usage, clauses.sign, clauses.separate)
            if clauses.sign
            else Inherited(usage, self.sign, self.separate)
        )


def elementary(entry: Entry, above: Inherited) -> Field:
    """Without its offset and its OCCURS. Raises CopybookError."""
    own = above.below(entry.clauses)
    usage = own.usage or Usage.DISPLAY
    # It means nothing for text, zoned and packed items; compilers differ in how they align the others.
    if entry.clauses.synchronized and usage not in (Usage.DISPLAY, Usage.PACKED):
        raise entry.error("SYNCHRONIZED", f"{usage} without it: compilers insert different bytes")
    if usage in _FLOATS:
        if entry.clauses.picture:
            raise entry.error(f"PIC {entry.clauses.picture} with {usage}", f"{usage} without PIC")
        return _field(entry, length=_FLOATS[usage], usage=usage, numeric=True, signed=True)
    if not entry.clauses.picture:
        raise entry.error("without PIC and without items below it", "one of both")
    picture = _picture(entry)
    if not picture.numeric:
        if usage is not Usage.DISPLAY:
            raise entry.error(f"PIC {entry.clauses.picture} with {usage}", "digits alone, as S9(7)V99")
        return _field(entry, length=picture.characters, justified=entry.clauses.justified)
    return _number(entry, picture, usage, own)


def _picture(entry: Entry) -> Picture:
    try:
        picture = analyse(entry.clauses.picture)
    except PictureError as error:
        raise entry.error(f"PIC {entry.clauses.picture}", str(error)) from None
    if not entry.clauses.blank_when_zero:
        return picture
    if picture.signed or "*" in entry.clauses.picture or (picture.numeric and picture.scale):
        # With decimals GnuCOBOL 3.1.2 takes a byte for V, a mainframe does not.
        raise entry.error(f"PIC {entry.clauses.picture} BLANK WHEN ZERO", "digits alone, or an edited PICTURE with it")
    # Category numeric-edited, so its bytes need not be digits.
    return Picture(numeric=False, characters=picture.characters)


def _number(entry: Entry, picture: Picture, usage: Usage, own: Inherited) -> Field:
    digits, sign = picture.digits, Sign.NONE
    if usage is Usage.PACKED:
        length = digits // 2 + 1
    elif usage in _BINARY:
        if digits > _MOST_BINARY_DIGITS:
            raise entry.error(f"{digits} digits in {usage}", f"at most {_MOST_BINARY_DIGITS}")
        length = 2 if digits <= 4 else 4 if digits <= 9 else 8
    else:
        sign = _sign(own) if picture.signed else Sign.NONE
        length = digits + (sign in (Sign.LEADING_SEPARATE, Sign.TRAILING_SEPARATE))
    return _field(
        entry,
        length=length,
        usage=usage,
        sign=sign,
        signed=picture.signed,
        digits=digits,
        scale=picture.scale,
        numeric=True,
    )


def _sign(own: Inherited) -> Sign:
    if own.separate:
        return Sign.LEADING_SEPARATE if own.sign == "LEADING" else Sign.TRAILING_SEPARATE
    return Sign.LEADING_OVERPUNCH if own.sign == "LEADING" else Sign.OVERPUNCH


def _field(
    entry: Entry,
    *,
    length: int,
    usage: Usage = Usage.DISPLAY,
    sign: Sign = Sign.NONE,
    signed: bool = False,
    digits: int = 0,
    scale: int = 0,
    numeric: bool = False,
    justified: bool = False,
) -> Field:
    return Field(
        name=entry.name,
        level=entry.level,
        line=entry.line,
        offset=0,
        length=length,
        picture=entry.clauses.picture,
        usage=usage,
        sign=sign,
        signed=signed,
        digits=digits,
        scale=scale,
        numeric=numeric,
        justified=justified,
    )
