"""In-stream data: the records behind a DD * or DD DATA statement."""

import re

from workload.jcl.cards import Cards
from workload.jcl.findings import JclError

_DLM = re.compile(r"(?:^|,)DLM=(?:'((?:[^']|'')+)'|([^,']+))")


def instream(cards: Cards, operands: str) -> tuple[str, ...]:
    """The records up to the delimiter, which is passed over when it is one of its own.

    operands: of the DD statement. DD * ends at /* or the next //, DD DATA at /*, both with DLM at that delimiter only.
    Raises JclError: DD DATA or DLM, and the delimiter is missing.
    """
    coded = _DLM.search(operands)
    delimiter = (coded[1] or coded[2]).replace("''", "'") if coded else "/*"
    any_statement = operands.startswith("*") and not coded
    found: list[str] = []
    while card := cards.next():
        if card.text.startswith(delimiter):
            return tuple(found)
        if any_statement and card.text.startswith("//"):
            cards.back()
            return tuple(found)
        found.append(card.text)
    if not any_statement:
        raise JclError(f"DD {operands}", f"the data has no end, a line that begins with the delimiter ({delimiter})")
    return tuple(found)
