"""Character-strings of PICTURE (IBM Enterprise COBOL Language Reference, PICTURE clause)."""

import re
from dataclasses import dataclass

_REPEATED = re.compile(r"(CR|DB|[A-Z0-9$+\-*/,.])\((\d+)\)")
_EDITED = re.compile(r"(?:CR|DB|[AX9BZPVSE0/,.+\-*$])+")
_MOST_DIGITS = 31
# Each is written out below; no record of a data set comes near it.
_MOST_CHARACTERS = 1 << 27


class PictureError(ValueError):
    """What was expected instead."""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """characters: bytes of a DISPLAY item without a separate sign. scale: decimals; below 0 for trailing P."""

    numeric: bool
    characters: int
    signed: bool = False
    digits: int = 0
    scale: int = 0


def analyse(text: str) -> Picture:
    """Raises PictureError."""
    if sum(int(found[2]) for found in _REPEATED.finditer(text.upper())) > _MOST_CHARACTERS:
        raise PictureError(f"at most {_MOST_CHARACTERS} characters")
    spread = _REPEATED.sub(lambda found: found[1] * int(found[2]), text.upper())
    if re.search("[NGU1]", spread):
        raise PictureError("characters of one byte each: national, DBCS and UTF-8 items are not supported")
    if re.fullmatch(r"S?P*9+P*", spread.replace("V", "", 1)):
        return _numeric(spread)
    if re.fullmatch(r"[AX9]+", spread):
        return Picture(numeric=False, characters=len(spread))
    if not _EDITED.fullmatch(spread) or "S" in spread:
        raise PictureError("a PICTURE such as X(10), S9(7)V99 or ZZ,ZZ9.99-")
    return Picture(numeric=False, characters=len(spread) - spread.count("V") - spread.count("P"))


def _numeric(spread: str) -> Picture:
    digits = spread.count("9")
    if digits > _MOST_DIGITS:
        raise PictureError(f"at most {_MOST_DIGITS} digits")
    # P stands for a digit that is not stored: before the digits after the point, after them before it.
    body = spread.removeprefix("S").replace("V", "")
    before, after = len(body) - len(body.lstrip("P")), len(body) - len(body.rstrip("P"))
    if before and after:
        raise PictureError("P on one side of the digits")
    point = spread.split("V", 1)[1].count("9") if "V" in spread else 0
    scale = before + digits if before else -after if after else point
    return Picture(numeric=True, characters=digits, signed=spread[0] == "S", digits=digits, scale=scale)
