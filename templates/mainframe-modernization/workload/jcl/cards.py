"""The lines of a JCL file as 80-column records."""

from dataclasses import dataclass

from workload.jcl.findings import Place


@dataclass(frozen=True)
class Card:
    """One record. text: columns 1 to 80 without the blanks at their end."""

    place: Place
    text: str

    @property
    def field(self) -> str:
        """Columns 1 to 71, filled with blanks: what a statement is made of. 73 to 80 number the lines."""
        return self.text[:71].ljust(71)

    @property
    def column_72(self) -> bool:
        """Whether column 72 is not blank."""
        return len(self.text) > 71 and self.text[71] != " "


class Cards:
    """Reads records one by one."""

    def __init__(self, text: str, *, file: str) -> None:
        # splitlines() would also split at control characters within in-stream data.
        lines = text.removeprefix("\ufeff").replace("\r\n", "\n").rstrip("\x1a\n").split("\n")
        self._cards = [Card(Place(file, number), line.rstrip()) for number, line in enumerate(lines, start=1)]
        self._position = 0

    def next(self) -> Card | None:
        """The next record; None at the end."""
        if self._position == len(self._cards):
            return None
        self._position += 1
        return self._cards[self._position - 1]

    def back(self) -> None:
        """Makes the last record the next one again."""
        self._position -= 1

    def continuation(self) -> Card | None:
        """The next record when it continues a statement; comment statements between are passed over."""
        start = self._position
        while card := self.next():
            if card.text.startswith("//*"):
                continue
            if card.text.startswith("// ") and card.field[2:].strip():
                return card
            break
        self._position = start
        return None
