"""The parameter field of a statement as a tree of values.

Source: JCL Reference, "Parameter field" and "Use of special characters".
"""

import re
from dataclasses import dataclass

from workload.jcl.findings import JclError

# Of parentheses; nobody writes ten. The limit of the interpreter is another one in each process.
DEEPEST = 50
_KEY = re.compile(r"([A-Z@#$][A-Z0-9@#$.]*)=")


@dataclass(frozen=True)
class Word:
    """One value. text: without enclosing apostrophes, doubled ones single. quoted: whether it had some."""

    text: str
    quoted: bool = False


@dataclass(frozen=True)
class Group:
    """Values in parentheses. text: as written, with them."""

    items: "tuple[Item, ...]"
    text: str


@dataclass(frozen=True)
class Item:
    """One parameter. key: "" for a positional one. value: None for `KEY=` and for a positional one left out."""

    key: str
    value: Word | Group | None

    def words(self) -> tuple[str, ...]:
        """The texts of a value or of a list of values; "" for those left out. Keys within the list are left off."""
        if isinstance(self.value, Group):
            return tuple(text for each in self.value.items for text in (each.words() or ("",)))
        return (self.value.text,) if self.value else ()

    def raw(self) -> str:
        """The value as a symbol takes it: parentheses are part of it, apostrophes are not."""
        return self.value.text if self.value else ""

    def text(self) -> str:
        """The one value; of a list the first. "" without."""
        return next(iter(self.words()), "")


def operands(text: str) -> tuple[Item, ...]:
    """The parameters of a parameter field, in order. Raises JclError: parentheses or apostrophes do not match."""
    if not text:
        return ()
    reader = _Reader(text)
    items = reader.items()
    if reader.position != len(text):
        raise JclError(f"'{text[reader.position :][:30]}'", "the parameter field is not closed properly")
    return items


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._depth = 0
        self.position = 0

    def items(self) -> tuple[Item, ...]:
        found = [self._item()]
        while self._at(","):
            self.position += 1
            found.append(self._item())
        return tuple(found)

    def _item(self) -> Item:
        key = _KEY.match(self._text, self.position)
        if key:
            self.position = key.end()
        return Item(key[1] if key else "", self._value())

    def _value(self) -> Word | Group | None:
        if self._at("("):
            start = self.position
            self.position += 1
            self._depth += 1
            if self._depth > DEEPEST:
                raise JclError(f"'{self._text[:30]}'", "parentheses are nested too deep")
            items = self.items()
            self._depth -= 1
            if not self._at(")"):
                raise JclError(f"'{self._text[-30:]}'", "a parenthesis is not closed")
            self.position += 1
            return Group(items, self._text[start : self.position])
        return self._word()

    def _word(self) -> Word | None:
        start, found, quoted, depth = self.position, "", False, 0
        while self.position < len(self._text):
            character = self._text[self.position]
            if character == "'":
                # JCL Reference: 'A'B'C' within one value is one text.
                quoted = True
                found += self._quoted()
                continue
            if depth == 0 and character in ",)":
                break
            depth += (character == "(") - (character == ")")
            found += character
            self.position += 1
        if depth:
            raise JclError(f"'{self._text[start:][:30]}'", "a parenthesis is not closed")
        return Word(found, quoted) if self.position > start else None

    def _quoted(self) -> str:
        match = re.compile(r"'((?:[^']|'')*)'").match(self._text, self.position)
        if match is None:
            raise JclError(f"'{self._text[self.position :][:30]}'", "an apostrophe is not closed")
        self.position = match.end()
        return match[1].replace("''", "'")

    def _at(self, character: str) -> bool:
        return self._text.startswith(character, self.position)
