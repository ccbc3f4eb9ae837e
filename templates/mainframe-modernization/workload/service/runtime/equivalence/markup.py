"""Elements of a document; a text that they are given stays text, whatever stands in it."""

from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, SubElement


def table(body: Element, titles: Sequence[str], rows: Iterable[Sequence[str]], *, values: Sequence[int] = ()) -> None:
    inside = SubElement(body, "table")
    if titles:
        row = SubElement(SubElement(inside, "thead"), "tr")
        for title in titles:
            add(row, "th", title)
    lines = SubElement(inside, "tbody")
    for cells in rows:
        row = SubElement(lines, "tr")
        for place, cell in enumerate(cells):
            add(row, "td" if titles or place else "th", cell, "value" if place in values else "")


def bullets(body: Element, title: str, entries: Iterable[str]) -> None:
    add(body, "h3", title)
    inside = SubElement(body, "ul")
    for entry in entries:
        add(inside, "li", entry)


def add(parent: Element, tag: str, text: str, style: str = "") -> None:
    SubElement(parent, tag, {"class": style} if style else {}).text = printable(text)


def printable(text: str) -> str:
    """Without characters that XML 1.0 does not allow (section 2.2, Char); file names and messages may hold them."""
    return "".join(
        each if each in "\n\t" or (each.isprintable() and ord(each) != 0xFFFE) else "\ufffd" for each in text
    )
