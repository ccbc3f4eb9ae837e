"""Code pages, each one to one over all 256 bytes: what is converted can be converted back, byte for byte."""

import codecs
from collections.abc import Mapping
from enum import StrEnum
from functools import cache

import ebcdic  # type: ignore[import-untyped]

# Where IBM's tables give one place two characters, as 037 has the currency sign where 1140 has the euro.
_SAME_PLACE = str.maketrans("€‾", "¤¯")


class CodePage(StrEnum):
    """ASCII is ISO 8859-1: what a program compiled by GnuCOBOL reads. The others are EBCDIC: what a mainframe wrote."""

    ASCII = "ascii"
    CP037 = "037"
    CP1047 = "1047"
    CP1140 = "1140"
    CP273 = "273"

    @property
    def ebcdic(self) -> bool:
        """Also says how numbers are stored: binary fields with the highest byte first, floats in hexadecimal form."""
        return self is not CodePage.ASCII

    @property
    def characters(self) -> str:
        """The 256 characters of the bytes 0 to 255."""
        return _characters(self)

    @property
    def place(self) -> Mapping[str, int]:
        """Character → byte."""
        return _place(self)

    @property
    def space(self) -> bytes:
        """The byte that fills text."""
        return b"\x40" if self.ebcdic else b" "

    def to_text(self, raw: bytes) -> str:
        """One character for each byte."""
        return self._codec.decode(raw)[0]

    def to_bytes(self, text: str) -> bytes:
        """One byte for each character. Raises UnicodeEncodeError: the page does not have one of them."""
        return self._codec.encode(text)[0]

    @property
    def _codec(self) -> codecs.CodecInfo:
        return _codec(self)

    def table_to(self, other: "CodePage") -> bytes:
        """For `bytes.translate`: byte of this page → byte of the other, one to one."""
        return _table(self, other)


class CodePageError(ValueError):
    """One sentence: the name that was given, and those that there are."""


def code_page(name: str) -> CodePage:
    """The page of a name such as "1047", "IBM-1047", "cp1047" or "ascii". Raises CodePageError."""
    wanted = name.strip().lower().replace("_", "-").removeprefix("ibm").removeprefix("cp").removeprefix("-")
    for page in CodePage:
        if page.value.lstrip("0") == wanted.lstrip("0"):
            return page
    raise CodePageError(f"Code page {name!r} is unknown; there are: {', '.join(CodePage)}.")


@cache
def _codec(page: CodePage) -> codecs.CodecInfo:
    # 1047 is the package's; the others are Python's own.
    name = "latin-1" if page is CodePage.ASCII else f"cp{page}"
    found: codecs.CodecInfo = ebcdic.lookup(name) if page is CodePage.CP1047 else codecs.lookup(name)
    every = bytes(range(256))
    characters, _ = found.decode(every)
    if len(set(characters)) != 256 or found.encode(characters)[0] != every:
        raise CodePageError(f"Code page {page} is not one to one in this Python: two bytes are one character.")
    return found


@cache
def _characters(page: CodePage) -> str:
    return page.to_text(bytes(range(256)))


@cache
def _place(page: CodePage) -> Mapping[str, int]:
    return {character: byte for byte, character in enumerate(page.characters)}


@cache
def _table(source: CodePage, target: CodePage) -> bytes:
    place = {character: byte for byte, character in enumerate(target.characters.translate(_SAME_PLACE))}
    try:
        return bytes(place[character] for character in source.characters.translate(_SAME_PLACE))
    except KeyError as error:
        raise CodePageError(f"Code page {target} has no place for the character {error} of {source}.") from None
