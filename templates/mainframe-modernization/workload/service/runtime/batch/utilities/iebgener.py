"""IEBGENER: copies SYSUT1 to SYSUT2."""

from batch.errors import StatementError
from batch.utilities.dds import Dds, copy


def run(dds: Dds) -> int:
    """The return code. Raises DdError, and StatementError: it edits nothing."""
    for card in dds.cards("SYSIN"):
        if card.strip() and not card.startswith("*"):
            column = len(card) - len(card.lstrip()) + 1
            raise StatementError(
                "IEBGENER copies and edits nothing here; give SYSIN as DUMMY.", statement=card, column=column
            )
    copy(dds.needed("SYSUT1"), dds.needed("SYSUT2"))
    return 0
